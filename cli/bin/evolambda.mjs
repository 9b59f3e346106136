#!/usr/bin/env node
// The `evolambda` command.
import { launch } from './launch.mjs';

await launch('main');
