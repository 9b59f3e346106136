// What TensorFlow reads from the environment when it starts. A host sets it before a native backend is
// opened, in the process and not in a thread of it: threads have a copy that TensorFlow does not see.

/** One thread, since more are slower here and may add in another order; warnings and errors only. */
export const TENSORFLOW_ENVIRONMENT = {
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
  TF_CPP_MIN_LOG_LEVEL: '1',
} as const;
