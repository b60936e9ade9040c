import { escapeHtml } from './builtins.ts';
import type { TemplateWriter } from './execute.ts';
import {
  escapedForCss,
  escapedForScript,
  escapedUrl,
  quotedHtml,
  UNSAFE,
  unquotedHtml,
} from './html-escape.ts';
import { GoObject, type GoValue, shown } from './values.ts';

/** Types of texts that are known to be safe where HTML, or a URL, is expected. */
export const SAFE_HTML = 'template.HTML';
export const SAFE_URL = 'template.URL';

type Meaning = 'plain' | 'url' | 'script' | 'style';

/** Where in HTML the output stands. */
type Place =
  | { in: 'text' | 'comment' | 'tag' }
  | { in: 'value-start' | 'script' | 'style' | 'verbatim'; of: string }
  | { in: 'value'; quote: '"' | "'" | ''; meaning: Meaning };

const URL_ATTRIBUTES =
  /^(?:xlink:)?(?:href|src|action|formaction|cite|poster|background|data|longdesc|usemap|icon|manifest|codebase|archive|classid|profile|ping)$/;
const TAG_PART = /\s+|\/?>|([^\s=>"'/]+)\s*(=?)\s*|./y;

/**
 * Escapes values for where in HTML they stand, as Go's html/template does; its own text passes, but for comments. Where
 * they stand is found while it is written: branches that end in different places are no error here.
 *
 * Source: pkg.go.dev/html/template
 */
export class HtmlWriter implements TemplateWriter {
  output = '';
  #place: Place = { in: 'text' };
  #element = '';
  /** What stands before in an attribute that is a URL: its start and its query are escaped in ways of their own. */
  #url: 'start' | 'path' | 'query' = 'start';

  text(text: string): void {
    for (let at = 0; at < text.length; ) at = this.#advance(text, at);
  }

  value(value: GoValue): void {
    const text = value === null ? '' : shown(value);
    const type = value instanceof GoObject ? value.type : '';
    if (this.#place.in === 'value-start') this.#enter('');
    const place = this.#place;
    if (place.in === 'text') this.output += type === SAFE_HTML ? text : quotedHtml(text);
    else if (place.in === 'verbatim') this.output += type === SAFE_HTML ? escapeHtml(text) : quotedHtml(text);
    else if (place.in === 'script') this.output += escapedForScript(value);
    else if (place.in === 'style') this.output += escapedForCss(text);
    else if (place.in === 'tag') this.output += /^[\w-]+$/.test(text) ? text : UNSAFE;
    else if (place.in === 'value') this.output += this.#attribute(value, text, type, place);
  }

  #attribute(value: GoValue, text: string, type: string, place: Place & { in: 'value' }): string {
    const { meaning, quote } = place;
    const escaped = quote === '' ? unquotedHtml : quotedHtml;
    if (meaning === 'script') return escaped(escapedForScript(value));
    if (meaning === 'style') return escaped(escapedForCss(text));
    if (meaning === 'plain') return escaped(type === SAFE_HTML ? text.replace(/<[^>]*>/g, '') : text);
    const url = escapedUrl(text, this.#url, type === SAFE_URL);
    if (this.#url === 'start') this.#url = 'path';
    return escaped(url);
  }

  /** Writes some of the text from there on, and says where the rest begins. */
  #advance(text: string, at: number): number {
    const place = this.#place;
    switch (place.in) {
      case 'text':
        return this.#content(text, at);
      case 'comment':
        return this.#comment(text, at);
      case 'tag':
        return this.#tag(text, at);
      case 'value-start':
        return this.#valueStart(text, at);
      case 'value':
        return this.#valueText(text, at, place);
      default:
        return this.#untilEnd(text, at, place.of);
    }
  }

  #content(text: string, at: number): number {
    const open = text.indexOf('<', at);
    if (open < 0) return this.#pass(text, at, text.length);
    this.#pass(text, at, open);
    if (text.startsWith('<!--', open)) {
      this.#place = { in: 'comment' };
      return open + 4;
    }
    const tag = /^<(\/?)([a-z][a-z0-9:-]*)/i.exec(text.slice(open, open + 64));
    if (tag) {
      this.#element = tag[1] === '' ? (tag[2] ?? '').toLowerCase() : '';
      this.#place = { in: 'tag' };
      return this.#pass(text, open, open + tag[0].length);
    }
    if (/^<!doctype/i.test(text.slice(open, open + 9))) return this.#pass(text, open, open + 1);
    this.output += '&lt;';
    return open + 1;
  }

  #comment(text: string, at: number): number {
    const end = text.indexOf('-->', at);
    if (end < 0) return text.length;
    this.#place = { in: 'text' };
    return end + 3;
  }

  #tag(text: string, at: number): number {
    TAG_PART.lastIndex = at;
    const part = TAG_PART.exec(text);
    if (!part) return this.#pass(text, at, text.length);
    const [whole, name, equals] = part;
    if (whole === '>' || whole === '/>') this.#place = this.#inside();
    else if (name !== undefined && equals === '=') {
      this.#place = { in: 'value-start', of: name.toLowerCase() };
    }
    return this.#pass(text, at, at + whole.length);
  }

  /** What is between the tags of an element. */
  #inside(): Place {
    const of = this.#element;
    if (of === 'script' || of === 'style') return { in: of, of };
    return of === 'title' || of === 'textarea' ? { in: 'verbatim', of } : { in: 'text' };
  }

  #valueStart(text: string, at: number): number {
    const char = text[at];
    const quote = char === '"' || char === "'" ? char : '';
    this.#enter(quote);
    return quote === '' ? at : this.#pass(text, at, at + 1);
  }

  #enter(quote: '"' | "'" | ''): void {
    const name = this.#place.in === 'value-start' ? this.#place.of : '';
    this.#url = 'start';
    this.#place = { in: 'value', quote, meaning: meaningOf(name) };
  }

  #valueText(text: string, at: number, { quote }: Place & { in: 'value' }): number {
    const found = text.slice(at).search(quote === '' ? /[\s>]/ : quote === '"' ? /"/ : /'/);
    const end = found < 0 ? text.length : at + found;
    const part = text.slice(at, end);
    if (/[?#]/.test(part)) this.#url = 'query';
    else if (part !== '' && this.#url === 'start') this.#url = 'path';
    this.#pass(text, at, end);
    if (found < 0) return end;
    this.#place = { in: 'tag' };
    return quote === '' ? end : this.#pass(text, end, end + 1);
  }

  /** In elements whose text is no HTML, up to their closing tag. */
  #untilEnd(text: string, at: number, element: string): number {
    const found = text.toLowerCase().indexOf(`</${element}`, at);
    if (found < 0) return this.#pass(text, at, text.length);
    this.#place = { in: 'text' };
    return this.#pass(text, at, found);
  }

  #pass(text: string, from: number, to: number): number {
    this.output += text.slice(from, to);
    return to;
  }
}

function meaningOf(attribute: string): Meaning {
  if (attribute.startsWith('on')) return 'script';
  if (attribute === 'style') return 'style';
  return URL_ATTRIBUTES.test(attribute) ? 'url' : 'plain';
}
