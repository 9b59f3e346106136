// A bucket in memory, for what puts and gets whole objects.
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export function memoryBucket() {
  const objects = new Map<string, Uint8Array>();
  const send = async (command: unknown) => {
    if (command instanceof PutObjectCommand) {
      objects.set(command.input.Key!, command.input.Body as Uint8Array);
      return {};
    }
    if (command instanceof GetObjectCommand) {
      const bytes = objects.get(command.input.Key!);
      if (bytes === undefined) throw new NoSuchKey({ message: 'none', $metadata: {} });
      return { Body: { transformToByteArray: async () => bytes } };
    }
    throw new Error('memoryBucket puts and gets');
  };
  return { objects, bucket: { name: 'bucket', client: { send } as unknown as S3Client } };
}
