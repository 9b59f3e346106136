// A manifest that a person wrote. The ids of the built-in data sets are reserved: a configuration, a journal
// and a model card name a data set by its id.
import {
  type DatasetManifest,
  type ManifestFile,
  parseManifest,
} from '../../contracts/dataset-manifest.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { collect, type Fault, InvalidInput, shown } from '../../kernel/errors.ts';
import { isObject } from '../../kernel/is-object.ts';
import { builtInManifest, KNOWN_IDS } from './built-in-manifest.ts';

/**
 * @param where the manifest's name, for messages
 * @throws InvalidInput with every fault, a reserved id among them unless it is that data set's own manifest
 */
export function userManifest(value: unknown, where: string): DatasetManifest {
  const faults: Fault[] = [];
  const manifest = collect(faults, () => parseManifest(value, where));
  const id = isObject(value) ? value.id : undefined;
  const reserved = typeof id === 'string' ? builtInManifest(id) : undefined;
  if (reserved !== undefined && !(manifest && isSameData(manifest, reserved))) {
    faults.push({
      path: `${where}.id`,
      value: shown(id),
      problem: `${shown(id)} is the id of a built-in data set with another manifest`,
      allowed: `an id other than ${KNOWN_IDS.join(', ')}`,
      hint: `to use the built-in data set: --dataset ${reserved.id}`,
    });
  }
  if (manifest === undefined || faults.length > 0) throw new InvalidInput(faults);
  return manifest;
}

/**
 * Whether a manifest describes a built-in data set. The copy in a run's directory does: a copy from AWS has the
 * SHA-256 of each file's content, and no addresses.
 */
function isSameData(manifest: DatasetManifest, reserved: DatasetManifest): boolean {
  const form = ({ shape, classes, mean, deviation, splits }: DatasetManifest) =>
    canonicalJson({ shape, classes, mean, deviation, splits });
  return (
    form(manifest) === form(reserved) &&
    manifest.files.length === reserved.files.length &&
    manifest.files.every((file, index) => isSameFile(file, reserved.files[index] as ManifestFile))
  );
}

/** Whether a hash identifies it, and nothing that the reserved manifest states is contradicted. */
function isSameFile(file: ManifestFile, reserved: ManifestFile): boolean {
  const agrees = (key: 'bytes' | 'sha256' | 'published') =>
    file[key] === undefined ||
    reserved[key] === undefined ||
    canonicalJson(file[key]) === canonicalJson(reserved[key]);
  return (
    file.role === reserved.role &&
    file.content === reserved.content &&
    file.name === reserved.name &&
    (file.sha256 !== undefined || file.published !== undefined) &&
    agrees('bytes') &&
    agrees('sha256') &&
    agrees('published')
  );
}
