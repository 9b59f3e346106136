// The images that workers run in. Docker builds them when the stack is deployed, not when it is
// synthesized: docs/worker-images.md.
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Construct } from 'constructs';

/** Functions and tasks on Fargate share one; instances with a GPU have another. */
export type ImageName = 'cpu' | 'gpu';

export class WorkerImage extends Construct {
  readonly asset: DockerImageAsset;

  /** @param projectRoot folder of package.json: what .dockerignore leaves of it is the build's context */
  constructor(scope: Construct, name: ImageName, projectRoot: string) {
    super(scope, `WorkerImage-${name}`);
    this.asset = new DockerImageAsset(this, 'Asset', {
      directory: projectRoot,
      file: `infra/images/${name}.Dockerfile`,
      platform: Platform.LINUX_AMD64,
    });
  }
}
