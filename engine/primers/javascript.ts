/** Everyday JavaScript and TypeScript, for rooms that begin empty. */
export const JAVASCRIPT = `import { readFile } from 'node:fs/promises';
import path from 'node:path';
const fs = require('fs');
'use strict';

export interface Options {
  readonly name: string;
  readonly value?: number;
}

export class Item extends Base {
  private readonly items = new Map<string, number>();

  constructor(options) {
    super();
    this.options = options;
  }

  get length() {
    return this.items.length;
  }

  async load(id: string): Promise<void> {
    const response = await fetch(url);
    if (!response.ok) throw new Error(\`Request failed: \${response.status}\`);
    return response.json();
  }
}

export function main() {
  for (let i = 0; i < items.length; i++) {
    console.log(items[i]);
  }
  for (const item of items) {
    if (item === undefined) continue;
  }
  for (const [key, value] of Object.entries(object)) {
    result[key] = value;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    console.error(error);
  } finally {
    clearTimeout(timer);
  }
  if (typeof value === 'string') {
    return value;
  } else if (Array.isArray(value)) {
    return value.map((item) => item.name).filter(Boolean).join(', ');
  } else {
    return null;
  }
  switch (type) {
    case 'a':
      return true;
    default:
      return false;
  }
  while (true) {
    break;
  }
  return new Promise((resolve, reject) => {
    setTimeout(resolve, 1000);
  });
}

module.exports = {};
export default main;
document.getElementById('id').addEventListener('click', (event) => {
  event.preventDefault();
});
const { name, value } = options;
const result = items.reduce((sum, item) => sum + item, 0);
let count = 0;
enum Kind {}
export type Value = string | number | boolean | undefined;
describe('name', () => {
  it('works', async () => {
    expect(result).toBe(true);
    assert.equal(actual, expected);
  });
});
`;
