// A CloudFormation template as a person reads it: construct paths instead of logical ids, references
// as text. Permissions and the golden snapshot are compared in these words.

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface CloudFormationTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface NamedResource extends Resource {
  /** Path of the construct below the stack: `Plan/Function`. */
  readonly path: string;
}

/** The resources of a type, or all, by path. */
export function resourcesOf(template: CloudFormationTemplate, type?: string): NamedResource[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => type === undefined || resource.Type === type)
    .map(([id, resource]) => ({ ...resource, path: pathOf(template, id) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The one resource at a path. */
export function resourceAt(template: CloudFormationTemplate, path: string): NamedResource {
  const found = resourcesOf(template).filter((resource) => resource.path === path);
  if (found.length !== 1) throw new Error(`${found.length} resources at ${path}`);
  return found[0]!;
}

/** A value with its references written out: `<RunStore/Table.Arn>`. */
export function plain(template: CloudFormationTemplate, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(template, item));
  if (typeof value !== 'object' || value === null) return value;
  const [[key, inner] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0) {
    if (key === 'Ref') return reference(template, inner as string);
    if (key === 'Fn::GetAtt') {
      const [id, attribute] = inner as [string, string];
      return reference(template, id, `.${attribute}`);
    }
    if (key === 'Fn::Join') {
      const [separator, parts] = inner as [string, unknown[]];
      return parts.map((part) => text(template, part)).join(separator);
    }
    if (key === 'Fn::Select') {
      const [index, list] = inner as [number, unknown];
      return `${index} of ${text(template, list)}`;
    }
    if (key === 'Fn::Split') {
      const [separator, whole] = inner as [string, unknown];
      return `${text(template, whole)} split at ${separator}`;
    }
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, plain(template, item)]),
  );
}

/** A state machine's definition as an object, references written out. */
export function definitionOf(
  template: CloudFormationTemplate,
  path: string,
): Readonly<Record<string, unknown>> {
  const { Properties } = resourceAt(template, path);
  return JSON.parse(text(template, Properties!.DefinitionString));
}

function text(template: CloudFormationTemplate, value: unknown): string {
  const words = plain(template, value);
  return typeof words === 'string' ? words : JSON.stringify(words);
}

function reference(template: CloudFormationTemplate, id: string, attribute = ''): string {
  return id.startsWith('AWS::') ? `<${id}>` : `<${pathOf(template, id)}${attribute}>`;
}

function pathOf(template: CloudFormationTemplate, id: string): string {
  const path = String(template.Resources[id]?.Metadata?.['aws:cdk:path'] ?? id);
  return path
    .split('/')
    .slice(1)
    .join('/')
    .replace(/\/(Resource|Default)$/, '');
}
