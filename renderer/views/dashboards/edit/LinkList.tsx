import { TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef } from 'react';
import type { Link } from '../../../../shared/dashboards/model.ts';
import css from '../page/page.module.css';

interface LinkListProps {
  links: Link[];
  onChange(change: (links: Link[]) => Link[], kind: string | null): void;
}

const MOST_LINKS = 64;

/** Links that stand above the panels. */
export function LinkList({ links, onChange }: LinkListProps) {
  const add = useRef<HTMLButtonElement>(null);
  const put = (at: number, given: Partial<Link>, kind: string) =>
    onChange(
      (before) => before.map((link, i) => (i === at ? { ...link, ...given } : link)),
      `link ${at} ${kind}`,
    );
  return (
    <section className={css.formPart} aria-label="Links">
      <h2>Links</h2>
      <p className="t2 fs12">
        Shown above the panels: http, https, or a path of Trivet's; $variables are filled in.
      </p>
      {links.map((link, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a link is known by its place; its title is being typed
        <div key={i} className={css.formLine}>
          <TextInput
            size="xs"
            aria-label={`Title of link ${i + 1}`}
            placeholder="title"
            maxLength={256}
            value={link.title}
            onChange={(event) => put(i, { title: event.currentTarget.value }, 'title')}
          />
          <TextInput
            size="xs"
            className="grow"
            aria-label={`Address of link ${i + 1}`}
            placeholder="https://…"
            maxLength={4096}
            value={link.url}
            onChange={(event) => put(i, { url: event.currentTarget.value }, 'url')}
          />
          <button
            type="button"
            className="btn quiet icon small"
            aria-label={`Remove link ${i + 1}`}
            onClick={() => {
              onChange((before) => before.filter((_, at) => at !== i), null);
              add.current?.focus();
            }}
          >
            <IconTrash size={14} />
          </button>
        </div>
      ))}
      <span>
        <button
          ref={add}
          type="button"
          className="btn"
          disabled={links.length >= MOST_LINKS}
          onClick={() => onChange((before) => [...before, { title: '', url: '' }], null)}
        >
          <IconPlus size={14} /> Add link
        </button>
      </span>
    </section>
  );
}
