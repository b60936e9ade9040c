import classes from './notes.module.css';

/** A thin moving line over content that stays; only after 200 ms, so quick answers do not flicker. */
export function LoadingBar({ active }: { active: boolean }) {
  return active ? <div className={classes.loading} role="progressbar" aria-label="Loading" /> : null;
}

const WIDTHS = ['62%', '48%', '71%', '55%', '66%', '43%'];

/** For the first load only. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div aria-busy="true" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={i} className={classes.skeleton} style={{ width: WIDTHS[i % WIDTHS.length] }} />
      ))}
    </div>
  );
}
