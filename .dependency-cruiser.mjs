// The walls between the rooms: an import only points up the list, and shared/ stays pure.
// test/architecture/walls.test.ts shows that each of them bites.

const ROOMS = ['kernel', 'contracts', 'network', 'genome', 'search', 'data', 'training'];

/** A room of shared/ may import itself and the rooms named, nothing else of ours. */
function room(name, above) {
  const allowed = [name, ...above].join('|');
  return {
    name: `shared-${name}-imports-only-up`,
    severity: 'error',
    from: { path: `^shared/${name}/` },
    to: { path: '^shared/', pathNot: `^shared/(${allowed})/` },
  };
}

// Hashing, unpacking and util are functions of their input; whatever else Node offers touches the machine.
const PURE_OF_NODE = '^(node:)?(crypto|util|zlib)$';
const AWS =
  '(^|/)(@aws-sdk|@aws-cdk|@aws-lambda-powertools|@smithy|aws-[^/]+|constructs|cdk-nag)(/|$)';
// A stack is synthesized and an image is built in a clone, never by an installed package: these stay
// development packages.
const CLONE_ONLY = '(^|/)node_modules/(aws-cdk-lib|constructs|cdk-nag|@vercel/nft)(/|$)';
const ENGINES = '(^|/)(onnxruntime-node|@tensorflow/tfjs[^/]*)(/|$)';

export default {
  forbidden: [
    ...ROOMS.map((name, index) => room(name, ROOMS.slice(0, index))),
    room('ports', ['contracts', 'kernel']),
    room('steps', [...ROOMS, 'ports']),
    room('report', [...ROOMS, 'ports', 'steps']),
    {
      name: 'kinds-only-in-their-registry',
      comment: 'A kind is its folder and a line of the registry; everything else sees KINDS.',
      severity: 'error',
      from: {
        path: '^(shared|cli|functions|infra)/',
        pathNot: '^shared/genome/kinds/([^/]+/|kinds\\.ts$)',
      },
      to: { path: '^shared/genome/kinds/[^/]+/' },
    },
    {
      name: 'kinds-stay-apart',
      severity: 'error',
      from: { path: '^shared/genome/kinds/([^/]+)/' },
      to: { path: '^shared/genome/kinds/[^/]+/', pathNot: '^shared/genome/kinds/$1/' },
    },
    {
      name: 'engines-know-no-genome',
      comment:
        'A trainer has a genome; what it hands on, and what is exported and drawn, is a network.',
      severity: 'error',
      from: {
        path: '^shared/(network|training)/',
        pathNot: '^shared/training/((network-)?trainer\\.ts$|own/)',
      },
      to: { path: '^shared/(genome/|contracts/genome\\.ts$)' },
    },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(cli|functions|infra|test|bench)/' },
    },
    {
      name: 'shared-knows-no-aws',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: AWS },
    },
    {
      name: 'shared-touches-no-machine',
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['core'], pathNot: PURE_OF_NODE },
    },
    {
      name: 'engines-only-in-training',
      severity: 'error',
      from: { pathNot: '^(shared/training/|test/|bench/|node_modules/)' },
      to: { path: ENGINES },
    },
    {
      name: 'infra-sees-contracts-only',
      comment: 'And what builds the template of the pages, which lies in bundles.',
      severity: 'error',
      from: { path: '^infra/' },
      to: {
        path: '^(shared|cli|functions)/',
        pathNot: '^(shared/(contracts|kernel)/|cli/bin/build-page\\.mjs$)',
      },
    },
    {
      name: 'functions-see-shared-only',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(cli|infra|test|bench)/' },
    },
    {
      name: 'cli-sees-only-adapters-of-aws',
      comment: 'And the settings of a stack, which deploy checks before the CDK does.',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^(infra|functions)/', pathNot: '^(functions/aws/|infra/settings\\.ts$)' },
    },
    {
      name: 'product-sees-no-tests',
      severity: 'error',
      from: { path: '^(cli|functions|infra)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'sealed-test-stays-sealed',
      comment: 'The finish opens the test split, once; openDataset seals it.',
      severity: 'error',
      from: {
        pathNot:
          '^(shared/steps/finish-run\\.ts|cli/data/open-dataset\\.ts|functions/aws/s3-dataset\\.ts|test/)',
      },
      to: { path: '^shared/data/sealed-test\\.ts$' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-dead-ends',
      severity: 'error',
      from: { path: '^(shared|cli|functions|infra)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      comment: 'The second engine is an optional peer: a user adds it.',
      from: { path: '^(shared|cli|functions)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm-peer'],
      },
    },
    {
      name: 'infra-adds-the-cdk-only',
      severity: 'error',
      from: { path: '^infra/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: CLONE_ONLY },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
