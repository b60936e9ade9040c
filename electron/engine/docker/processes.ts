import type { ProcessTable } from '../../../shared/contract/containers.ts';

/** GET /containers/{id}/top. Podman may give each line of ps as one cell; its last column is the rest of it. */
export function processTable(answer: {
  Titles?: string[] | null;
  Processes?: string[][] | null;
}): ProcessTable {
  const titles = answer.Titles ?? [];
  const rows = answer.Processes ?? [];
  const [only = ''] = titles;
  if (titles.length !== 1 || !/\S\s+\S/.test(only)) return { titles, rows };
  const columns = only.trim().split(/\s+/);
  return { titles: columns, rows: rows.map(([line = '']) => columnsOf(line, columns.length)) };
}

function columnsOf(line: string, count: number): string[] {
  const words = line.trim().split(/\s+/);
  return [...words.slice(0, count - 1), words.slice(count - 1).join(' ')];
}
