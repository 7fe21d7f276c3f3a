/** Everyday Java, for rooms that begin empty. */
export const JAVA = `package com.example;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public class Main {
    private static final int MAX = 100;
    private final Map<String, Integer> counts = new HashMap<>();
    private final List<String> items = new ArrayList<>();

    public Main(String name) {
        this.name = name;
    }

    public static void main(String[] args) {
        System.out.println("Hello");
        for (int i = 0; i < items.size(); i++) {
            System.out.println(items.get(i));
        }
        for (String item : items) {
            counts.put(item, counts.getOrDefault(item, 0) + 1);
        }
        while (left < right) {
            break;
        }
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("message", e);
        } finally {
            scanner.close();
        }
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (other == null || getClass() != other.getClass()) {
            return false;
        }
        return name.equals(((Main) other).name);
    }

    @Override
    public String toString() {
        return "Main{" + name + "}";
    }
}
`;
