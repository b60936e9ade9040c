import { Fragment, type ReactNode } from 'react';
import { interpolateText } from '../../../../shared/dashboards/interpolate.ts';
import { type Block, type Inline, readMarkdown } from '../../../../shared/dashboards/markdown.ts';
import { textContext } from '../data/panel-questions.ts';
import type { PanelProps } from './PanelProps.ts';
import css from './panels.module.css';
import { ScrollBox } from './ScrollBox.tsx';

/** Text of the document. Everything becomes text nodes: markup in it is shown, never acted on. */
export function TextPanel({ panel, context }: Pick<PanelProps, 'panel' | 'context'>) {
  const content = interpolateText(panel.text.content, textContext(panel, context));
  if (panel.text.mode === 'plain') {
    return (
      <ScrollBox className={css.plain} label={`Text of ${panel.title || 'the panel'}`}>
        {content}
      </ScrollBox>
    );
  }
  return (
    <ScrollBox className={css.text} label={`Text of ${panel.title || 'the panel'}`}>
      {readMarkdown(content).map((block, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <Part key={i} block={block} />
      ))}
    </ScrollBox>
  );
}

function Part({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return (
        <p
          className={css.heading}
          data-level={Math.min(block.level, 3)}
          role="heading"
          aria-level={Math.min(block.level + 2, 6)}
        >
          {spans(block.text)}
        </p>
      );
    case 'list':
      return block.ordered ? <ol>{items(block.items)}</ol> : <ul>{items(block.items)}</ul>;
    case 'code':
      return <pre>{block.text}</pre>;
    case 'quote':
      return <blockquote>{spans(block.text)}</blockquote>;
    case 'rule':
      return <hr />;
    case 'paragraph':
      return <p>{spans(block.text)}</p>;
  }
}

// biome-ignore lint/suspicious/noArrayIndexKey: the items of one text never move
const items = (all: Inline[][]): ReactNode => all.map((text, i) => <li key={i}>{spans(text)}</li>);

function spans(parts: Inline[]): ReactNode {
  return parts.map((part, i) => {
    const key = i;
    if (part.kind === 'strong') return <strong key={key}>{part.text}</strong>;
    if (part.kind === 'emphasis') return <em key={key}>{part.text}</em>;
    if (part.kind === 'code') return <code key={key}>{part.text}</code>;
    if (part.kind === 'link') {
      return (
        <a key={key} href={part.url} target="_blank" rel="noreferrer noopener">
          {part.text}
        </a>
      );
    }
    return <Fragment key={key}>{part.text}</Fragment>;
  });
}
