/** Everyday Python, for rooms that begin empty. */
export const PYTHON = `import os
import re
import sys
import json
from collections import defaultdict, Counter
from dataclasses import dataclass
from typing import Any, Dict, List, Optional


@dataclass
class Item:
    name: str
    value: int = 0


class Stack(Base):
    """A stack."""

    def __init__(self, items=None):
        super().__init__()
        self.items = []

    def __str__(self):
        return f"{self.name}"

    @property
    def size(self) -> int:
        return len(self.items)

    def push(self, item):
        self.items.append(item)

    def pop(self):
        if not self.items:
            return None
        return self.items.pop()


def main():
    result = []
    for i in range(len(items)):
        print(items[i])
    for index, item in enumerate(items):
        if item is None:
            continue
        elif item in seen:
            break
        else:
            pass
    for key, value in data.items():
        result[key] = value
    while left < right:
        mid = (left + right) // 2
    with open(path, "r", encoding="utf-8") as file:
        data = json.load(file)
    try:
        value = int(input())
    except ValueError as error:
        raise RuntimeError("message") from error
    finally:
        connection.close()
    if isinstance(value, str) and value:
        return True
    squares = [x * x for x in numbers if x % 2 == 0]
    names = sorted(names, key=lambda item: item.name, reverse=True)
    return max(result, default=0), sum(result), min(result)


async def fetch(url: str) -> Optional[str]:
    async with session.get(url) as response:
        return await response.text()


if __name__ == "__main__":
    main()
`;
