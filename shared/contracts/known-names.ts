// The names of fields that a schema knows at a place: what a misspelt one may have been meant to be.
import type { z } from 'zod';

type Definition = z.core.$ZodTypeDef & {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly getter?: () => z.core.$ZodType;
};

/** @param path to the object in which the name was found */
export function namesAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const definition = schema._zod.def as Definition;
  const { shape, innerType, in: input, options, getter, element, valueType } = definition;
  const through = innerType ?? input ?? getter?.();
  if (through !== undefined) return namesAt(through, path);
  if (options !== undefined) return options.flatMap((option) => namesAt(option, path));
  const [first, ...rest] = path;
  if (first === undefined) return Object.keys(shape ?? {});
  const inner = shape === undefined ? (element ?? valueType) : shape[String(first)];
  return inner === undefined ? [] : namesAt(inner, rest);
}
