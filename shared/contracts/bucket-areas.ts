// What lies in the bucket on AWS, by the first part of a key. docs/security.md tells who may read which.

export type Area =
  | 'data-train'
  | 'data-test'
  | 'manifests'
  | 'plans'
  | 'checkpoints'
  | 'artefacts'
  | 'reports'
  | 'poison';
