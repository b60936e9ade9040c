import type { LogRow } from '../../../../shared/contract/logs.ts';
import type { NamedLogField } from '../../../../shared/log-query/ast.ts';
import { severityLevel } from '../../../../shared/model/log-record.ts';
import type { MenuItem } from '../../../components/ContextMenu.tsx';
import { shownLog } from '../../../components/log/shown-log.ts';
import { lineJson, lineText } from '../log-text.ts';
import type { LogSearch } from '../use-log-search.ts';

const copy = (text: string) => void navigator.clipboard.writeText(text);

/** What a right click on a record offers. */
export function rowMenu(row: LogRow, search: LogSearch): (MenuItem | null)[] {
  const level = severityLevel(row.severityNumber);
  const { traceId } = shownLog(row);
  const both = (kind: NamedLogField, value: string, called = value): MenuItem[] => [
    { label: `Only ${called}`, onClick: () => search.choose({ kind }, value, 'only') },
    { label: `Without ${called}`, onClick: () => search.choose({ kind }, value, 'without') },
  ];
  return [
    { label: 'Copy as text', onClick: () => copy(lineText(row)) },
    { label: 'Copy as JSON', onClick: () => copy(lineJson(row)) },
    null,
    ...both('container', row.container),
    ...(level === 'unknown' ? [] : both('level', level)),
    ...(row.pattern === 0 ? [] : both('pattern', String(row.pattern), 'this pattern')),
    ...(traceId === ''
      ? []
      : [{ label: 'This trace in all containers', onClick: () => search.followTrace(traceId) }]),
  ];
}
