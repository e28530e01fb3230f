package main

import (
	"container/list"
	"fmt"
	"sync"
	"time"
)

type entry[K comparable, V any] struct {
	key   K
	value V
	added time.Time
}

// Cache forgets what was used least recently, and what is too old.
type Cache[K comparable, V any] struct {
	mutex    sync.Mutex
	capacity int
	lifetime time.Duration
	order    *list.List
	elements map[K]*list.Element
}

func NewCache[K comparable, V any](capacity int, lifetime time.Duration) *Cache[K, V] {
	return &Cache[K, V]{
		capacity: capacity,
		lifetime: lifetime,
		order:    list.New(),
		elements: make(map[K]*list.Element),
	}
}

func (c *Cache[K, V]) Get(key K) (V, bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	var zero V
	element, ok := c.elements[key]
	if !ok {
		return zero, false
	}
	found := element.Value.(*entry[K, V])
	if time.Since(found.added) > c.lifetime {
		c.remove(element)
		return zero, false
	}
	c.order.MoveToFront(element)
	return found.value, true
}

func (c *Cache[K, V]) Put(key K, value V) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if element, ok := c.elements[key]; ok {
		c.remove(element)
	}
	added := &entry[K, V]{key: key, value: value, added: time.Now()}
	c.elements[key] = c.order.PushFront(added)
	for c.order.Len() > c.capacity {
		c.remove(c.order.Back())
	}
}

func (c *Cache[K, V]) remove(element *list.Element) {
	removed := c.order.Remove(element).(*entry[K, V])
	delete(c.elements, removed.key)
}

func main() {
	cache := NewCache[string, int](2, time.Minute)
	for at, word := range []string{"one", "two", "three"} {
		cache.Put(word, at+1)
	}
	for _, word := range []string{"one", "three"} {
		if value, ok := cache.Get(word); ok {
			fmt.Println(word, "is", value)
		} else {
			fmt.Println(word, "is forgotten")
		}
	}
}
