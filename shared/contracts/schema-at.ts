// What a schema states about a place in a value: names of fields, bounds of numbers, lengths.
import type { z } from 'zod';

interface Check {
  readonly check: string;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
}

export type Definition = z.core.$ZodTypeDef & {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly out?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly getter?: () => z.core.$ZodType;
  readonly format?: string;
};

/** One of the forms that a value may have at a place. */
export interface Form {
  readonly definition: Definition;
  readonly isNullable: boolean;
}

/** The forms at a path; several where alternatives differ, none where the schema has no such place. */
export function formsAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  isNullable = false,
): Form[] {
  const definition = schema._zod.def as Definition;
  const { type, shape, options, element, valueType } = definition;
  const through = innerSchema(definition);
  if (through !== undefined) return formsAt(through, path, isNullable || type === 'nullable');
  if (options !== undefined) return options.flatMap((one) => formsAt(one, path, isNullable));
  const [first, ...rest] = path;
  if (first === undefined) return [{ definition, isNullable }];
  const inner = shape === undefined ? (element ?? valueType) : shape[String(first)];
  return inner === undefined ? [] : formsAt(inner, rest);
}

/** What a default, an optional value or a transformation stands around. */
function innerSchema({ innerType, in: input, out, getter }: Definition) {
  const isPreprocessed = (input?._zod.def as Definition | undefined)?.type === 'transform';
  return innerType ?? (isPreprocessed ? out : input) ?? getter?.();
}

/** Names of the fields of an object. @param path to the object */
export function namesAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  return formsAt(schema, path).flatMap(({ definition }) => Object.keys(definition.shape ?? {}));
}

/** What the checks of a form state, whatever its type. */
export function checksOf({ checks = [], format }: Definition): readonly Check[] {
  const own = checks.map((one) => one._zod.def as unknown as Check);
  return format === undefined ? own : [{ check: 'number_format', format }, ...own];
}
