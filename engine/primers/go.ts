/** Everyday Go, for rooms that begin empty. */
export const GO = `package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

type Item struct {
	Name  string
	Value int
}

type Reader interface {
	Read(p []byte) (n int, err error)
}

func NewItem(name string) *Item {
	return &Item{Name: name}
}

func (i *Item) String() string {
	return fmt.Sprintf("%s", i.Name)
}

func load(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	defer file.Close()
	return data, nil
}

func main() {
	counts := make(map[string]int)
	var result []string
	for i := 0; i < len(items); i++ {
		fmt.Println(items[i])
	}
	for _, item := range items {
		result = append(result, item)
	}
	for key, value := range counts {
		fmt.Printf("%s %d\\n", key, value)
	}
	if _, ok := counts[key]; !ok {
		continue
	}
	if err := run(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	ch := make(chan int)
	go func() {
		ch <- 1
	}()
	select {
	case v := <-ch:
		fmt.Println(v)
	default:
	}
	switch value {
	case 1:
		return
	}
}
`;
