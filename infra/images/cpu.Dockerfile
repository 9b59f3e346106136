# The image of workers without a GPU: a function runs it as it is, a task on Fargate starts `node
# training-service.mjs` in it. Both engines are inside, TensorFlow built on the C library it runs with.
# docs/worker-images.md tells how to build it by hand and how to pin the base by its digest.
ARG BASE=public.ecr.aws/lambda/nodejs:24

FROM ${BASE} AS build
# The base's own repository has one version of each.
# hadolint ignore=DL3041
RUN dnf install -y gcc-c++ make python3 python3-pip && dnf clean all
WORKDIR /evolambda
COPY .npmrc package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY cli cli
# The wheel, whatever is in reach: its version is part of the engine's name, which the stack knows.
RUN EVOLAMBDA_TFJS_LIBRARY=wheel npm run tfjs:native
COPY tsconfig.json ./
COPY shared shared
COPY functions functions
COPY infra infra
RUN node infra/images/assemble.mjs cpu /image

FROM ${BASE}
ENV TF_NUM_INTRAOP_THREADS=1 \
    TF_NUM_INTEROP_THREADS=1 \
    OMP_NUM_THREADS=1 \
    TF_CPP_MIN_LOG_LEVEL=1
COPY --from=build /image ${LAMBDA_TASK_ROOT}/
# Lambda runs its functions as a user of its own, whatever this says; a task runs as this one.
USER 1000:1000
CMD ["train-and-score.handler"]
