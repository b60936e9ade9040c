import { IconPlayerPause } from '@tabler/icons-react';
import { count } from '../../../../shared/model/format.ts';
import { KeyHint } from '../../../components/KeyHint.tsx';
import css from './list.module.css';
import type { LogList } from './use-log-list.ts';

const lines = (number: number) => `${count(number)} ${number === 1 ? 'line' : 'lines'}`;

/** What the list does not show: lines that wait while one reads, and those that came too fast to be drawn. */
export function ListFoot({ list, live }: { list: LogList; live: boolean }) {
  const { following, waiting, skipped } = list.state;
  if (!live) return null;
  if (following) {
    if (skipped === 0) return null;
    return (
      <div className={css.foot} role="status">
        <span>{lines(skipped)} not drawn, all stored</span>
        <span className="grow" />
        <button type="button" className="btn small quiet" onClick={list.reload}>
          Read them from the store
        </button>
      </div>
    );
  }
  return (
    <div className={css.foot} data-holding="" role="status">
      <IconPlayerPause size={14} aria-hidden="true" />
      <span>Holding still while you read.</span>
      <b>{lines(waiting.length)} waiting</b>
      {skipped > 0 && <span className="t2">{lines(skipped)} not drawn, all stored</span>}
      <span className="grow" />
      <button type="button" className="btn small quiet" onClick={list.follow}>
        Follow <KeyHint keys="G" />
      </button>
    </div>
  );
}
