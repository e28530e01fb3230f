package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"sync"
	"time"
)

type Page struct {
	Address string
	Size    int
	Err     error
}

var errBusy = errors.New("busy")

func fetch(ctx context.Context, address string) (Page, error) {
	select {
	case <-ctx.Done():
		return Page{}, ctx.Err()
	case <-time.After(time.Duration(rand.Intn(20)) * time.Millisecond):
	}
	if rand.Float64() < 0.1 {
		return Page{}, errBusy
	}
	return Page{Address: address, Size: 100 * len(address)}, nil
}

func retry(ctx context.Context, address string, attempts int) Page {
	var last error
	for attempt := 1; attempt <= attempts; attempt++ {
		page, err := fetch(ctx, address)
		if err == nil {
			return page
		}
		last = err
		if !errors.Is(err, errBusy) {
			break
		}
	}
	return Page{Address: address, Err: last}
}

func crawl(ctx context.Context, addresses []string, workers int) []Page {
	jobs := make(chan string)
	results := make(chan Page, len(addresses))
	var group sync.WaitGroup
	for worker := 0; worker < workers; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for address := range jobs {
				results <- retry(ctx, address, 3)
			}
		}()
	}
	for _, address := range addresses {
		jobs <- address
	}
	close(jobs)
	group.Wait()
	close(results)
	var pages []Page
	for page := range results {
		pages = append(pages, page)
	}
	return pages
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	addresses := []string{"/", "/news", "/about"}
	for _, page := range crawl(ctx, addresses, 2) {
		if page.Err != nil {
			fmt.Println(page.Address, "failed:", page.Err)
			continue
		}
		fmt.Println(page.Address, page.Size)
	}
}
