// How esbuild bundles code that runs on AWS: for Lambda, and for the images of workers. It lies here because the
// build of an image reads nothing else of infra/.

/** Native code: it stays outside of a bundle, in node_modules beside it. */
export const ENGINE_PACKAGES = ['onnxruntime-node', '@tensorflow/*'];

export const BUNDLE_OPTIONS = /** @type {const} */ ({
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // Emulators run the host's own Node, which may be 20.
  target: 'node20.19',
  mainFields: /** @type {string[]} */ (['module', 'main']),
  // CommonJS packages inside the bundle call require.
  banner: {
    js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
});
