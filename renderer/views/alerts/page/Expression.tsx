import { PromqlText } from '../../../promql/PromqlText.tsx';
import css from './page.module.css';

/** The rule's query, as it was written. */
export function Expression({ expr }: { expr: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={css.expr} aria-label="Expression" tabIndex={0}>
      <PromqlText expr={expr} />
    </section>
  );
}
