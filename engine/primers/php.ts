/** Everyday PHP, for rooms that begin empty. */
export const PHP = `<?php

declare(strict_types=1);

namespace App\\Models;

use InvalidArgumentException;

class Item extends Base implements JsonSerializable
{
    private array $items = [];

    public function __construct(private string $name, protected ?int $value = null)
    {
        $this->name = $name;
    }

    public function getName(): string
    {
        return $this->name;
    }

    public static function create(array $data): self
    {
        foreach ($data as $key => $value) {
            if (!isset($result[$key])) {
                continue;
            }
            $result[$key] = $value;
        }
        for ($i = 0; $i < count($items); $i++) {
            echo $items[$i] . PHP_EOL;
        }
        try {
            return json_decode($text, true);
        } catch (Exception $e) {
            throw new InvalidArgumentException('message');
        }
        return array_map(fn ($item) => $item->name, array_filter($items));
    }
}
`;
