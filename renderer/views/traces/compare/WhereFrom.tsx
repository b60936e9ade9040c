import { useMemo } from 'react';
import { count } from '../../../../shared/model/format.ts';
import { type ComparedCalls, markOf, rankedChanges } from '../../../../shared/trace-analysis/compare.ts';
import { Name } from '../../../components/Name.tsx';
import { durationText } from '../figures.ts';
import css from './compare.module.css';

const MOST = 5;

interface WhereFromProps {
  calls: ComparedCalls;
  onFind(at: number): void;
}

/** The few calls that account for most of the difference; a click goes to the call in the tree. */
export function WhereFrom({ calls, onFind }: WhereFromProps) {
  const changes = useMemo(() => rankedChanges(calls).slice(0, MOST), [calls]);
  if (changes.length === 0) return null;
  const most = Math.abs(changes[0]?.nano ?? 1);
  return (
    <section className={css.from} aria-label="Where the difference comes from">
      <h2>Where the difference comes from</h2>
      <ol>
        {changes.map(({ at, mark, nano }) => (
          <li key={at}>
            <button type="button" onClick={() => onFind(at)} title="Go to this call">
              <span className={css.fromTime}>
                {nano > 0 ? '+' : '−'}
                {durationText(Math.abs(nano))}
              </span>
              <span className={css.fromBar} aria-hidden="true">
                <i data-mark={mark} style={{ width: `${(Math.abs(nano) / most) * 100}%` }} />
              </span>
              <Name name={calls.service[at]!} />
              <span className="cut">{calls.name[at]}</span>
              <span className="t3">{reason(calls, at, mark)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function reason(calls: ComparedCalls, at: number, mark: string): string {
  const [a, b] = [calls.countA[at]!, calls.countB[at]!];
  if (mark === 'added') return `only in the second, ${count(b)} ×`;
  if (mark === 'missing') return `only in the first, ${count(a)} ×`;
  return a === b ? `${mark} itself` : `${count(a)} → ${count(b)} calls`;
}

/** How many calls are new, gone, slower and faster. */
export function Changes({ calls }: { calls: ComparedCalls }) {
  const counts = useMemo(() => {
    const found = { added: 0, missing: 0, slower: 0, faster: 0, same: 0 };
    for (let i = 0; i < calls.parent.length; i++) found[markOf(calls, i)]++;
    return found;
  }, [calls]);
  return (
    <span className={css.changes}>
      {(['added', 'missing', 'slower', 'faster'] as const).map(
        (mark) =>
          counts[mark] > 0 && (
            <span key={mark} className={css.mark} data-mark={mark}>
              {count(counts[mark])} {mark}
            </span>
          ),
      )}
    </span>
  );
}
