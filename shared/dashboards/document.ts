import type { z } from 'zod';
import { err, ok, type Result } from '../util/result.ts';
import {
  DASHBOARD_FORMAT,
  DASHBOARD_VERSION,
  type Dashboard,
  dashboardSchema,
  newDashboard,
  newPanel,
  newQuery,
  newVariable,
} from './model.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Reads a document; what is wrong is told with its place. */
export function parseDashboard(json: string): Result<Dashboard, string> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return err(`not JSON: ${(error as Error).message}`);
  }
  return readDashboard(value);
}

export function readDashboard(value: unknown): Result<Dashboard, string> {
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== DASHBOARD_FORMAT)
    return err(`not a dashboard of Trivet: "format" must be "${DASHBOARD_FORMAT}"`);
  if (typeof version === 'number' && version > DASHBOARD_VERSION) {
    return err(`made by a newer version: "version" is ${version}, this one reads ${DASHBOARD_VERSION}`);
  }
  const read = dashboardSchema.safeParse(value);
  if (!read.success) return err(issueText(read.error));
  return twice(read.data) ?? ok(read.data);
}

function twice({ panels, variables }: Dashboard): Result<Dashboard, string> | null {
  const ids = new Set<number>();
  for (const [i, { id }] of panels.entries()) {
    if (ids.has(id)) return err(`panels[${i}].id: ${id} is taken by another panel`);
    ids.add(id);
  }
  const names = new Set<string>();
  for (const [i, { name }] of variables.entries()) {
    if (names.has(name)) return err(`variables[${i}].name: ${name} is there twice`);
    names.add(name);
  }
  return null;
}

const MOST_ISSUES = 5;

function issueText({ issues }: z.ZodError): string {
  const lines = issues.slice(0, MOST_ISSUES).map(({ path, message }) => `${pathText(path)}: ${message}`);
  return issues.length > MOST_ISSUES
    ? `${lines.join('; ')}; and ${issues.length - MOST_ISSUES} more`
    : lines.join('; ');
}

const pathText = (path: PropertyKey[]): string =>
  path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`))
    .join('') || 'document';

const GRID = { x: 0, y: 0, w: 1, h: 1 };

/**
 * The document as text for a file: keys always in one order, nothing that has its standard value, two spaces, a
 * newline at the end. The same dashboard gives the same text.
 */
export function dashboardText(dashboard: Dashboard): string {
  // Read again for the order of the schema's keys, whatever order they were given in.
  const { variables, panels, ...rest } = dashboardSchema.parse(dashboard);
  const { format, version, title, ...standard } = newDashboard({ title: 'x' });
  const body = pruned(rest as Json, standard as unknown as Json) as { [key: string]: Json };
  return `${JSON.stringify(
    {
      ...body,
      ...(variables.length > 0
        ? {
            variables: variables.map((variable) =>
              pruned(variable as Json, without(newVariable({ name: 'x', kind: 'query' }), ['name', 'kind'])),
            ),
          }
        : {}),
      panels: panels.map((panel) => ({
        ...(pruned(
          { ...panel, queries: [] } as unknown as Json,
          without(newPanel({ id: 0, kind: 'row', grid: GRID }), ['id', 'kind', 'grid']),
        ) as object),
        ...(panel.queries.length > 0
          ? {
              queries: panel.queries.map((query) =>
                pruned(query as Json, without(newQuery({ id: 'A' }), ['id'])),
              ),
            }
          : {}),
      })),
    },
    null,
    2,
  )}\n`;
}

function without(value: object, keys: string[]): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key))) as Json;
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without the keys that say the same as the standard. */
function pruned(value: Json, standard: Json | undefined): Json {
  if (!isObject(value) || !isObject(standard)) return value;
  const kept: { [key: string]: Json } = {};
  for (const [key, part] of Object.entries(value)) {
    const usual = standard[key];
    if (usual !== undefined && JSON.stringify(part) === JSON.stringify(usual)) continue;
    kept[key] = pruned(part, usual);
  }
  return kept;
}
