import { z } from 'zod';
import { calcs } from './calc.ts';
import { transformationSchema } from './transformation.ts';

/**
 * Trivet's dashboards: JSON documents that are kept as files. Whatever has its standard value is left out of the file
 * (see document.ts), so that a change of a panel is a change of a few lines.
 */
export const DASHBOARD_FORMAT = 'trivet/dashboard';
export const DASHBOARD_VERSION = 1;
/** Columns of the grid; a height unit is about 38 px. Both as Grafana has them. */
export const GRID_COLUMNS = 24;

const text = (most: number) => z.string().max(most);
const name = text(256);

export const panelKinds = [
  'timeseries',
  'stat',
  'gauge',
  'bar',
  'table',
  'heatmap',
  'logs',
  'text',
  'row',
] as const;
export type PanelKind = (typeof panelKinds)[number];

const gridSchema = z.strictObject({
  x: z
    .number()
    .int()
    .min(0)
    .max(GRID_COLUMNS - 1),
  y: z.number().int().min(0).max(100_000),
  w: z.number().int().min(1).max(GRID_COLUMNS),
  h: z.number().int().min(1).max(200),
});
export type Grid = z.infer<typeof gridSchema>;

const linkSchema = z.strictObject({
  title: name.default(''),
  /** http, https, or a path within Trivet; variables are filled in. */
  url: text(4096),
});
export type Link = z.infer<typeof linkSchema>;

const querySchema = z.strictObject({
  id: z.string().min(1).max(64),
  expr: text(65_536).default(''),
  /** `{{label}}`; empty or `auto` names the series by what sets them apart. */
  legend: text(1024).default(''),
  mode: z.enum(['range', 'instant']).default('range'),
  format: z.enum(['series', 'table', 'heatmap']).default('series'),
  /** The least step, as `30s` or a variable; empty chooses. */
  step: text(64).default(''),
  hidden: z.boolean().default(false),
});
export type PanelQuery = z.infer<typeof querySchema>;

/** A colour by name (`green`, `red`, …, which follow the theme) or as #rrggbb. */
const colour = text(64);

const thresholdsSchema = z.strictObject({
  mode: z.enum(['absolute', 'percentage']).default('absolute'),
  /** Ascending; the first one's value is null: from the beginning on. */
  steps: z
    .array(z.strictObject({ value: z.number().nullable(), colour }))
    .max(64)
    .default([]),
});
export type Thresholds = z.infer<typeof thresholdsSchema>;

const mappingSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('value'),
    value: text(1024),
    text: text(1024).default(''),
    colour: colour.default(''),
  }),
  z.strictObject({
    kind: z.literal('range'),
    from: z.number().nullable(),
    to: z.number().nullable(),
    text: text(1024).default(''),
    colour: colour.default(''),
  }),
  z.strictObject({
    kind: z.literal('regex'),
    regex: text(1024),
    text: text(1024).default(''),
    colour: colour.default(''),
  }),
  z.strictObject({
    kind: z.literal('special'),
    match: z.enum(['null', 'nan', 'null+nan', 'true', 'false', 'empty']),
    text: text(1024).default(''),
    colour: colour.default(''),
  }),
]);
export type ValueMapping = z.infer<typeof mappingSchema>;

/** How values are written and coloured, how series are drawn over time, and how a table's columns look. */
const styleFields = {
  unit: text(64),
  decimals: z.number().int().min(0).max(20).nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  displayName: text(1024),
  /** `thresholds` colours by value, `series` by name, `fixed` as given. */
  colourBy: z.enum(['series', 'thresholds', 'fixed']),
  colour,
  thresholds: thresholdsSchema,
  mappings: z.array(mappingSchema).max(256),
  noValue: text(256),
  links: z.array(linkSchema).max(32),

  draw: z.enum(['line', 'bars', 'points']),
  /** 0 to 100. */
  fill: z.number().min(0).max(100),
  lineWidth: z.number().min(0).max(10),
  dashed: z.boolean(),
  points: z.boolean(),
  stack: z.enum(['none', 'normal', 'percent']),
  connectGaps: z.boolean(),
  interpolation: z.enum(['linear', 'stepBefore', 'stepAfter']),
  axis: z.enum(['left', 'right', 'hidden']),
  axisLabel: text(256),
  scale: z.enum(['linear', 'log']),
  /** Drawn downwards. */
  negative: z.boolean(),
  showThresholds: z.enum(['off', 'line', 'area']),

  hidden: z.boolean(),
  width: z.number().int().min(0).max(4000).nullable(),
  align: z.enum(['auto', 'left', 'center', 'right']),
  cell: z.enum(['text', 'colour', 'background', 'bar']),
};
const givenStyleSchema = z.strictObject(styleFields).partial();
const wholeStyleSchema = z.strictObject(styleFields);
export type FieldStyle = z.infer<typeof wholeStyleSchema>;

export const standardStyle: FieldStyle = {
  unit: '',
  decimals: null,
  min: null,
  max: null,
  displayName: '',
  colourBy: 'series',
  colour: '',
  thresholds: { mode: 'absolute', steps: [] },
  mappings: [],
  noValue: '',
  links: [],
  draw: 'line',
  fill: 0,
  lineWidth: 1,
  dashed: false,
  points: false,
  stack: 'none',
  connectGaps: false,
  interpolation: 'linear',
  axis: 'left',
  axisLabel: '',
  scale: 'linear',
  negative: false,
  showThresholds: 'off',
  hidden: false,
  width: null,
  align: 'auto',
  cell: 'text',
};

/** What is left out has its standard value. In overrides it says nothing instead, so the fields have no defaults. */
const styleSchema = givenStyleSchema
  .transform((given) => ({ ...standardStyle, ...given }) as FieldStyle)
  .prefault({});

const overrideSchema = z.strictObject({
  by: z.enum(['name', 'regex', 'query', 'type', 'value']),
  /** The name, the expression, the query's id, `number`, `string` or `time`, or a condition such as `> 0`. */
  match: text(1024),
  set: givenStyleSchema.transform((given) => given as Partial<FieldStyle>),
});
export type StyleOverride = z.infer<typeof overrideSchema>;

const panelSchema = z.strictObject({
  /** Unique in the document; part of addresses. */
  id: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31),
  kind: z.enum(panelKinds),
  title: text(1024).default(''),
  description: text(8192).default(''),
  grid: gridSchema,
  queries: z.array(querySchema).max(100).default([]),
  /** What is usual for each line of a time series, behind it. */
  usual: z.boolean().default(false),
  /** The least step of all its queries. */
  step: text(64).default(''),
  style: styleSchema,
  overrides: z.array(overrideSchema).max(500).default([]),
  legend: z
    .strictObject({
      show: z.boolean().default(true),
      placement: z.enum(['bottom', 'right']).default('bottom'),
      calcs: z.array(z.enum(calcs)).max(20).default([]),
    })
    .prefault({}),
  /** Of stat, gauge and bar: the one number of each series, and how it is shown. */
  value: z
    .strictObject({
      calc: z.enum(calcs).default('lastNotNull'),
      spark: z.boolean().default(false),
      colour: z.enum(['none', 'value', 'background']).default('value'),
      text: z.enum(['auto', 'value', 'name', 'both', 'none']).default('auto'),
      orientation: z.enum(['auto', 'horizontal', 'vertical']).default('auto'),
      prefix: text(64).default(''),
      suffix: text(64).default(''),
    })
    .prefault({}),
  text: z
    .strictObject({
      mode: z.enum(['markdown', 'plain']).default('markdown'),
      content: text(200_000).default(''),
    })
    .prefault({}),
  /** Of logs: the query of the logs view. */
  logs: z.strictObject({ query: text(8192).default(''), containers: z.array(name).default([]) }).prefault({}),
  transformations: z.array(transformationSchema).max(64).default([]),
  repeat: z
    .strictObject({
      variable: name,
      direction: z.enum(['across', 'down']).default('across'),
      most: z.number().int().min(1).max(24).default(4),
    })
    .nullable()
    .default(null),
  /** Of rows. */
  collapsed: z.boolean().default(false),
  links: z.array(linkSchema).max(32).default([]),
  /** Draws the answers of another panel's queries. */
  answersOf: z.number().int().nullable().default(null),
  /** A range of its own, as `10s`, up to the end of the one in force. */
  range: text(64).default(''),
  /** Shows what was so long before, as `1d`. */
  timeShift: text(64).default(''),
});
export type Panel = z.infer<typeof panelSchema>;

const optionSchema = z.strictObject({ text: text(4096), value: text(4096) });
export type VariableOption = z.infer<typeof optionSchema>;

export const variableKinds = ['query', 'custom', 'interval', 'constant', 'text'] as const;

const variableSchema = z.strictObject({
  name: z.string().regex(/^\w{1,128}$/, 'a variable is named by letters, digits and underscores'),
  kind: z.enum(variableKinds),
  label: name.default(''),
  description: text(4096).default(''),
  hide: z.enum(['no', 'label', 'all']).default('no'),
  /** label_values(…), metrics(…), query_result(…), label_names(); of the other kinds the list or the value. */
  query: text(65_536).default(''),
  /** Keeps what matches; groups `text` and `value`, or the first group, take a part of it. */
  regex: text(4096).default(''),
  sort: z
    .enum(['none', 'asc', 'desc', 'numericAsc', 'numericDesc', 'caseInsensitiveAsc', 'caseInsensitiveDesc'])
    .default('none'),
  multi: z.boolean().default(false),
  includeAll: z.boolean().default(false),
  /** Stands for all of them as it is; null: all of them, as alternatives. */
  allValue: text(4096).nullable().default(null),
  options: z.array(optionSchema).max(10_000).default([]),
  /** What is chosen when the address says nothing; `$__all` is all of them. */
  current: z.array(text(4096)).max(1000).default([]),
  /** Of intervals: how many steps a range should have when `auto` is chosen; null has no `auto`. */
  autoCount: z.number().int().min(1).nullable().default(null),
  autoMin: text(64).default('10s'),
});
export type Variable = z.infer<typeof variableSchema>;

const importNoteSchema = z.strictObject({
  /** Null is the dashboard as a whole. */
  panel: z.number().int().nullable(),
  title: text(1024),
  reason: text(4096),
});
export type ImportNote = z.infer<typeof importNoteSchema>;

export const dashboardSchema = z.strictObject({
  format: z.literal(DASHBOARD_FORMAT),
  version: z.literal(DASHBOARD_VERSION),
  title: z.string().min(1).max(256),
  description: text(8192).default(''),
  tags: z.array(name).max(64).default([]),
  /** The range it opens with, as `6h`; empty keeps the one in force. */
  range: text(16).default(''),
  /** Marks of container events in its charts. */
  events: z.boolean().default(true),
  variables: z.array(variableSchema).max(100).default([]),
  links: z.array(linkSchema).max(64).default([]),
  panels: z.array(panelSchema).max(2_000).default([]),
  /** What could not be brought over when it was imported. */
  notImported: z.array(importNoteSchema).max(10_000).default([]),
});
export type Dashboard = z.infer<typeof dashboardSchema>;

export const ALL_VALUE = '$__all';

/** A panel with everything but what is given at its standard value. */
export const newPanel = (given: Partial<Panel> & Pick<Panel, 'id' | 'kind' | 'grid'>): Panel =>
  panelSchema.parse(given);
export const newQuery = (given: Partial<PanelQuery> & Pick<PanelQuery, 'id'>): PanelQuery =>
  querySchema.parse(given);
export const newVariable = (given: Partial<Variable> & Pick<Variable, 'name' | 'kind'>): Variable =>
  variableSchema.parse(given);
export const newDashboard = (given: Partial<Dashboard> & Pick<Dashboard, 'title'>): Dashboard =>
  dashboardSchema.parse({ format: DASHBOARD_FORMAT, version: DASHBOARD_VERSION, ...given });
