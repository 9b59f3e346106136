# The image of workers with a GPU: onnxruntime with its CUDA provider, and no TensorFlow (why:
# docs/worker-images.md, which also tells how to pin the bases by their digests).
ARG NODE=node:24.11.1-bookworm-slim
ARG CUDA=nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04

FROM ${NODE} AS build
WORKDIR /evolambda
COPY .npmrc package.json package-lock.json ./
# The provider is not in the package: its own script downloads the one that this version has for Linux x64,
# for CUDA 12. (Asked for as `cuda12`, the script of 1.30.0 loses the name on the way.)
RUN npm ci --ignore-scripts \
    && ONNXRUNTIME_NODE_INSTALL=true npm rebuild onnxruntime-node --ignore-scripts=false
COPY tsconfig.json ./
COPY shared shared
COPY functions functions
COPY infra infra
RUN node infra/images/assemble.mjs gpu /image

FROM ${CUDA}
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /image /worker
WORKDIR /worker
USER 1000:1000
ENTRYPOINT ["node"]
CMD ["training-service.mjs"]
