import { simpleShapes } from '../../../../shared/alerts/simple-shapes.ts';
import { ReadyMade } from './ReadyMade.tsx';
import css from './rule.module.css';

const GROUPS = ['Container', 'Service', 'Logs', 'Target', 'Host'] as const;

/** What a rule may watch. */
export function ShapeChooser({ onChoose }: { onChoose(shape: string): void }) {
  return (
    <div className={css.chooser}>
      <section aria-label="What it watches">
        <h2>What should it watch?</h2>
        <div className={css.shapes}>
          {GROUPS.flatMap((group) => simpleShapes.filter((shape) => shape.group === group)).map((shape) => (
            <button key={shape.kind} type="button" className={css.shape} onClick={() => onChoose(shape.kind)}>
              <b className="med">{shape.title}</b>
              <span>{shape.help}</span>
            </button>
          ))}
          <button type="button" className={css.shape} onClick={() => onChoose('promql')}>
            <b className="med">PromQL</b>
            <span>Any expression, as in the rule files of Prometheus.</span>
          </button>
        </div>
      </section>
      <ReadyMade />
    </div>
  );
}
