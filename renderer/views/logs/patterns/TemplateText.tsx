import css from './patterns.module.css';

const WILDCARD = '<*>';

/** A template with what stands for anything set apart; all of it is text. */
export function TemplateText({ template }: { template: string }) {
  const parts = template.split(WILDCARD);
  return (
    <span className={css.template} title={template}>
      {parts.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never move
        <span key={i}>
          {i > 0 && <span className={css.wildcard}>{WILDCARD}</span>}
          {part}
        </span>
      ))}
    </span>
  );
}
