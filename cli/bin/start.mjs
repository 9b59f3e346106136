// `npm start`: the command `start`, from a clone with nothing installed to evolving networks.
process.argv.splice(2, 0, 'start');
await import('./evolambda.mjs');
