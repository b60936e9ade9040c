import { z } from 'zod';
import { calcs } from './calc.ts';

const fieldName = z.string().max(1024);
const calc = z.enum(calcs);

/** What turns the answers of a panel's queries into other tables before they are drawn. */
export const transformationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('organize'),
    hide: z.array(fieldName).default([]),
    /** Names in order; those not named follow. */
    order: z.array(fieldName).default([]),
    rename: z.record(fieldName, fieldName).default({}),
  }),
  /** All tables in one, rows with the same label values together. */
  z.strictObject({ kind: z.literal('merge') }),
  z.strictObject({
    kind: z.literal('join'),
    field: fieldName.default('Time'),
    mode: z.enum(['outer', 'inner']).default('outer'),
  }),
  z.strictObject({
    kind: z.literal('reduce'),
    calcs: z.array(calc).min(1).default(['lastNotNull']),
    /** A row for each series, or each table's fields made one value. */
    mode: z.enum(['rows', 'fields']).default('rows'),
    labelsToFields: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('renameByRegex'),
    regex: z.string().max(1024),
    replacement: z.string().max(1024),
  }),
  z.strictObject({
    kind: z.literal('filterFields'),
    names: z.array(fieldName).default([]),
    regex: z.string().max(1024).default(''),
    exclude: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('filterQueries'),
    queries: z.array(z.string()),
    exclude: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('filterRows'),
    match: z.enum(['all', 'any']).default('any'),
    exclude: z.boolean().default(false),
    conditions: z.array(
      z.strictObject({
        field: fieldName,
        op: z.enum(['=', '!=', '>', '>=', '<', '<=', 'isNull', 'isNotNull', '=~']),
        value: z.union([z.string(), z.number()]).default(''),
      }),
    ),
  }),
  z.strictObject({
    kind: z.literal('calculate'),
    mode: z.enum(['binary', 'row']).default('row'),
    left: fieldName.default(''),
    op: z.enum(['+', '-', '*', '/', '^', '%']).default('+'),
    /** A field's name, or a number. */
    right: fieldName.default(''),
    calc: calc.default('sum'),
    /** Empty: all fields of numbers. */
    fields: z.array(fieldName).default([]),
    name: fieldName.default(''),
    replace: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('sort'), field: fieldName, descending: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('limit'), rows: z.number().int().min(0).default(10) }),
  z.strictObject({
    kind: z.literal('group'),
    by: z.array(fieldName),
    calcs: z.record(fieldName, z.array(calc)).default({}),
  }),
  z.strictObject({
    kind: z.literal('labelsToFields'),
    /** The label whose values name the columns of numbers; empty keeps the names. */
    valueLabel: fieldName.default(''),
    keep: z.array(fieldName).default([]),
  }),
  /** Each series a row: its labels and its newest value. */
  z.strictObject({ kind: z.literal('seriesToRows') }),
]);
export type Transformation = z.infer<typeof transformationSchema>;
