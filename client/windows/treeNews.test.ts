import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { TreeNews } from './treeNews.ts';

describe('news for a view of VS Code', () => {
  it('are told again until the rows are asked for', () => {
    const clock = new ManualClock();
    const view = { told: 0 };
    const news = new TreeNews(clock, () => view.told++);
    news.changed();
    assert.equal(view.told, 1);
    clock.advance(1_000);
    assert.equal(view.told, 2);
    news.asked();
    clock.advance(60_000);
    assert.equal(view.told, 2);
  });

  it('that are asked for at once are told once, and a view that never asks costs little', () => {
    const clock = new ManualClock();
    const view = { told: 0, isAsking: true };
    const news: TreeNews = new TreeNews(clock, () => {
      view.told++;
      if (view.isAsking) news.asked();
    });
    news.changed();
    clock.advance(60_000);
    assert.equal(view.told, 1);
    view.isAsking = false;
    news.changed();
    clock.advance(60_000);
    assert.equal(view.told, 6);
  });

  it('end with the view', () => {
    const clock = new ManualClock();
    const view = { told: 0 };
    const news = new TreeNews(clock, () => view.told++);
    news.changed();
    news.dispose();
    clock.advance(60_000);
    assert.equal(view.told, 1);
  });
});
