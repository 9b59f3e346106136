// Put into an image's folder by images.test.ts: says what an expression comes to there.
const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
const expression = process.argv[2].replaceAll('import(', 'load(');
const load = (name) => import(name);
const value = await new AsyncFunction('load', `return (${expression});`)(load);
process.stdout.write(`${value}\n`);
