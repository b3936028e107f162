import { describe, expect, it } from 'vitest';
import { sectionInView } from './section-in-view.ts';

/** Sections of 300 px each, of a page of 1,200 px, in a view of 500 px. */
const at = (scrollTop: number) =>
  ['Engine', 'Proxy', 'Secrets', 'About'].map((id, index) => ({
    id,
    topPx: 300 * index - scrollTop,
    bottomPx: 300 * (index + 1) - scrollTop,
  }));
const view = { topPx: 0, bottomPx: 500, atEnd: false };
const end = { ...view, atEnd: true };

describe('sectionInView', () => {
  it('marks the last section that has come near the top', () => {
    expect(sectionInView(at(0), view, 'Engine')).toBe('Engine');
    expect(sectionInView(at(170), view, 'Engine')).toBe('Engine');
    expect(sectionInView(at(190), view, 'Engine')).toBe('Proxy');
  });

  it('keeps the mark of a short section that was scrolled to the top', () => {
    const short = [
      { id: 'Engine', topPx: 0, bottomPx: 60 },
      { id: 'Proxy', topPx: 60, bottomPx: 900 },
    ];
    expect(sectionInView(short, view, 'Engine')).toBe('Engine');
    const scrolled = short.map((section) => ({ ...section, topPx: section.topPx - 20 }));
    expect(sectionInView(scrolled, view, 'Engine')).toBe('Proxy');
  });

  it('keeps the mark at the end of the page on a section that cannot reach the top', () => {
    expect(sectionInView(at(700), end, 'About')).toBe('About');
    expect(sectionInView(at(700), end, 'Secrets')).toBe('Secrets');
  });

  it('moves the mark at the end of the page from a section that is out of view', () => {
    expect(sectionInView(at(700), end, 'Engine')).toBe('Secrets');
  });

  it('moves the mark as soon as the person scrolls back', () => {
    expect(sectionInView(at(490), view, 'About')).toBe('Secrets');
  });

  it('marks the first section where none has come near the top, and none on an empty page', () => {
    expect(sectionInView(at(-200), view, 'About')).toBe('Engine');
    expect(sectionInView([], view, 'About')).toBeUndefined();
  });
});
