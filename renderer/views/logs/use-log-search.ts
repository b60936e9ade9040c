import { useMemo } from 'react';
import type { LogField } from '../../../shared/log-query/ast.ts';
import { msToNano } from '../../../shared/model/time.ts';
import type { QueryProblem } from '../../../shared/query-text/tree.ts';
import { useScopeEntities } from '../../scope/use-scope.ts';
import { alignedWindow } from '../../time/time-range.ts';
import { useUrl } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import type { LogFilter } from './list/use-log-list.ts';
import { type Choosing, toggledValue } from './query/field-choice.ts';
import { logLanguage, traceCondition } from './query/log-language.tsx';

export type RangedFilter = LogFilter & { start: bigint; end: bigint };

/**
 * What is searched for, all of it from the address. It stays the same object while a live window moves, so that the
 * view is not drawn again for every tick; who needs the window itself asks for it.
 */
export interface LogSearch {
  text: string;
  faults: readonly QueryProblem[];
  /** Of an empty text when the present one cannot be read. */
  filter: LogFilter;
  /** The filter within ends that move seldom, for answers that read much. */
  coarse: RangedFilter;
  /** Producers that the address names beside the query; empty is all. */
  entities: string[];
  setText(text: string): void;
  /** One more condition, which all lines must meet. */
  add(condition: string): void;
  /** Takes a field's value in, or leaves it out; once more, and it is no longer so. */
  choose(field: LogField, value: string, how: Choosing): void;
  setEntities(entities: string[]): void;
  /** Every line that names the trace, in all containers and of all levels. */
  followTrace(traceId: string): void;
}

const COARSE_STEPS = 60;

export function useLogSearch(): LogSearch {
  const { window } = useTimeRange();
  const { params, edit } = useUrl();
  const scope = useScopeEntities();
  const text = params.get('q') ?? '';
  const onlyText = params.get('only') ?? '';
  const { startMs, endMs } = alignedWindow(window, COARSE_STEPS);
  const said = useMemo(() => {
    const faults = logLanguage.faults(text);
    const chosen = listOf(onlyText);
    const entities = chosen.length > 0 ? chosen : scope;
    const filter: LogFilter = {
      query: faults.length === 0 ? text : '',
      ...(entities ? { entities } : {}),
    };
    return { faults, filter, entities: chosen };
  }, [text, onlyText, scope]);
  const coarse = useMemo(
    () => ({ ...said.filter, start: msToNano(startMs), end: msToNano(endMs) }),
    [said, startMs, endMs],
  );
  const hands = useMemo(() => {
    const set = (name: string, value: string) =>
      edit((next) => (value === '' ? next.delete(name) : next.set(name, value)));
    const setText = (next: string) => set('q', next);
    return {
      setText,
      add: (condition: string) => {
        const wanted = logLanguage.print(condition);
        if (!logLanguage.chips(text).includes(wanted)) setText(logLanguage.join(text, wanted));
      },
      choose: (field: LogField, value: string, how: Choosing) =>
        setText(toggledValue(text, field, value, how)),
      setEntities: (entities: string[]) => set('only', textOf(entities)),
      followTrace: (traceId: string) =>
        edit((next) => {
          for (const name of ['only', 'scope']) next.delete(name);
          next.set('q', traceCondition(traceId));
        }),
    };
  }, [edit, text]);
  return useMemo(() => ({ text, ...said, coarse, ...hands }), [text, said, coarse, hands]);
}

/** Parted by commas; names may hold anything else. */
export const listOf = (text: string): string[] =>
  text === '' ? [] : text.split(',').map((part) => safeDecode(part));
export const textOf = (list: readonly string[]): string => list.map(encodeURIComponent).join(',');

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Somebody's own percent sign.
    return text;
  }
}
