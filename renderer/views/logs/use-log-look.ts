import { useMemo } from 'react';
import { useUrl } from '../../time/url-state.ts';
import type { RowLook } from './list/row-look.ts';
import { listOf, textOf } from './use-log-search.ts';

export interface LogLook {
  raw: boolean;
  wrap: boolean;
  columns: string[];
  fields: boolean;
  patterns: boolean;
  toggle(name: 'raw' | 'wrap' | 'fields' | 'patterns'): void;
  setColumns(columns: string[]): void;
  addColumn(name: string): void;
  removeColumn(name: string): void;
}

/** Open unless the address closes them. */
const OPEN = { raw: false, wrap: false, fields: true, patterns: false } as const;

/** How the result is shown, from the address. */
export function useLogLook(): LogLook {
  const { params, edit } = useUrl();
  const columnsText = params.get('cols') ?? '';
  const columns = useMemo(() => listOf(columnsText), [columnsText]);
  const is = (name: keyof typeof OPEN) => {
    const said = params.get(name);
    return said === null ? OPEN[name] : said === '1';
  };
  const [raw, wrap, fields, patterns] = [is('raw'), is('wrap'), is('fields'), is('patterns')];
  return useMemo(() => {
    const shown = { raw, wrap, fields, patterns };
    const setColumns = (next: string[]) =>
      edit((target) => (next.length === 0 ? target.delete('cols') : target.set('cols', textOf(next))));
    return {
      ...shown,
      columns,
      toggle: (name) =>
        edit((target) => {
          if (shown[name] !== OPEN[name]) target.delete(name);
          else target.set(name, shown[name] ? '0' : '1');
        }),
      setColumns,
      addColumn: (name) => setColumns([...columns.filter((other) => other !== name), name]),
      removeColumn: (name) => setColumns(columns.filter((other) => other !== name)),
    };
  }, [raw, wrap, fields, patterns, columns, edit]);
}

/** What rows hang on; the same object while the look is the same. */
export function useRowLook({ raw, wrap, columns }: LogLook, showProducer: boolean): RowLook {
  return useMemo(() => ({ raw, wrap, columns, showProducer }), [raw, wrap, columns, showProducer]);
}
