// `npm run build`: dist/ as the sources are now.
import { prepareClone } from './prepare-clone.mjs';

await prepareClone();
