import { IconPlus } from '@tabler/icons-react';
import { Suspense, useEffect, useState } from 'react';
import { lazyPart } from '../../../components/lazy-part.ts';
import { useQueryHistory } from '../../../promql/query-history.ts';
import css from '../metrics.module.css';
import { letterOf } from '../query/explore-state.ts';
import type { Explore } from '../use-explore.ts';
import { HistoryMenu } from './HistoryMenu.tsx';
import { QueryRow } from './QueryRow.tsx';

/** The editor is large, and who picks metrics never needs it. */
const PromqlEditor = lazyPart(() => import('../../../promql/PromqlEditor.tsx'));

const MOST = 26;

/** Written queries, one under the other. What is typed counts when it is run. */
export function CodeBar({ explore }: { explore: Explore }) {
  const asked = explore.state.queries ?? [];
  const [drafts, setDrafts] = useState(asked);
  const key = JSON.stringify(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the queries
  useEffect(() => setDrafts(asked), [key]);
  const remember = useQueryHistory((past) => past.remember);

  const set = (index: number, text: string) =>
    setDrafts((all) => all.map((each, i) => (i === index ? text : each)));
  function run(texts: string[]): void {
    for (const text of texts) remember(text);
    explore.change({ queries: texts, only: [] });
  }
  return (
    <div className={css.code}>
      <Suspense fallback={<div className={css.editorRoom} />}>
        {drafts.map((text, i) => (
          <QueryRow
            // biome-ignore lint/suspicious/noArrayIndexKey: queries are told by their places, A, B, …
            key={i}
            letter={letterOf(i)}
            text={text}
            changed={text !== asked[i]}
            window={explore.grid}
            Editor={PromqlEditor}
            autoFocus={i === drafts.length - 1 && text === ''}
            onChange={(next) => set(i, next)}
            onRun={(next) => run(drafts.map((each, at) => (at === i ? next : each)))}
            onRemove={drafts.length > 1 ? () => run(drafts.filter((_, at) => at !== i)) : null}
          />
        ))}
      </Suspense>
      <div className={css.codeFoot}>
        <button
          type="button"
          className="btn small quiet"
          disabled={drafts.length >= MOST}
          onClick={() => setDrafts([...drafts, ''])}
        >
          <IconPlus size={14} /> Query {letterOf(drafts.length)}
        </button>
        <HistoryMenu
          onTake={(query) => run(drafts.map((text, i) => (i === drafts.length - 1 ? query : text)))}
        />
        <span className="t3 fs11 wide-only">Enter runs, Shift Enter makes a line</span>
      </div>
    </div>
  );
}
