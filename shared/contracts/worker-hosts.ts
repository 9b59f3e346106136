// What may host the workers of a stack.

export const WORKER_HOSTS = [
  /** A Lambda function from a zip. */
  'lambda',
  /** A Lambda function from a container image, which has room for TensorFlow. */
  'lambda-container',
  /** A service of ECS on Fargate. */
  'fargate',
  /** A service of ECS on instances with a GPU, which ECS manages. */
  'gpu',
] as const;

/** Those whose workers poll the queue themselves, as a service of ECS. */
export const SERVICE_HOSTS = ['fargate', 'gpu'] as const satisfies readonly WorkerHostName[];

export type WorkerHostName = (typeof WORKER_HOSTS)[number];
