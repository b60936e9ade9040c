import type { Label } from '../../../../shared/model/series.ts';
import { AnnotationText } from './AnnotationText.tsx';
import css from './page.module.css';

const FIRST = ['summary', 'description', 'message'];
const isFirst = ([name]: Label) => FIRST.includes(name);

/** What the rule says of it: the summary first, the rest by name. */
export function Annotations({ annotations }: { annotations: Label[] }) {
  const said = annotations.filter(([, value]) => value.trim() !== '');
  const first = FIRST.flatMap((name) => said.filter((each) => each[0] === name));
  const shown = [...first, ...said.filter((each) => !isFirst(each))];
  if (shown.length === 0) return null;
  return (
    <dl className={css.annotations} aria-label="Annotations">
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt className="cut" title={name}>
            <bdi>{name}</bdi>
          </dt>
          <dd>
            <AnnotationText text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
