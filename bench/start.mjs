// Starts a bundled benchmark. What its user can mend is said in words, with exit code 2; any other error is a
// fault of ours and shows where it came from.
const MENDED = /^(INVALID_INPUT|UNAVAILABLE|RETRYABLE|CORRUPT|ERR_PARSE_ARGS_.*)$/;

// The benchmark reads its flags from the third word on.
process.argv.splice(1, 1);
try {
  await import(process.argv[1]);
} catch (error) {
  const isMended = MENDED.test(error?.code ?? '') || error?.name === 'EmulatorUnavailable';
  if (!isMended) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
