package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// load asks an address again and again until it gets TERM or its time is over, and tells what failed. New connections
// each time: they are what a Service spreads over its Pods.
func load(args []string) {
	flags := flag.NewFlagSet("load", flag.ExitOnError)
	workers := flags.Int("workers", 4, "requests at a time")
	pause := flags.Duration("pause", 20*time.Millisecond, "between two requests of a worker")
	lasts := flags.Float64("seconds", 600, "how long")
	flags.Parse(args)
	address := flags.Arg(0)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	events := connect("main")
	events.send("start", nil)
	// A Service that has just been made refuses for a moment: what counts begins with the first answer.
	first := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for ask(&first, address) != "" {
		time.Sleep(50 * time.Millisecond)
	}
	events.send("healthy", nil)
	done := make(chan struct{})
	var group sync.WaitGroup
	var mutex sync.Mutex
	asked, failed := 0, 0
	for i := 0; i < *workers; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
			for {
				select {
				case <-done:
					return
				case <-time.After(*pause):
				}
				began := time.Now()
				problem := ask(&client, address)
				mutex.Lock()
				asked++
				if problem != "" {
					failed++
					if failed <= 50 {
						events.sendAt("failed", began, map[string]any{"problem": problem, "took": time.Since(began).Milliseconds()})
					}
				}
				mutex.Unlock()
			}
		}()
	}
	go func() {
		for range time.Tick(time.Second) {
			mutex.Lock()
			events.send("asked", map[string]any{"asked": asked, "failed": failed})
			mutex.Unlock()
		}
	}()
	select {
	case <-signals:
	case <-time.After(seconds(*lasts)):
	}
	close(done)
	group.Wait()
	events.send("asked", map[string]any{"asked": asked, "failed": failed, "final": true})
	os.Exit(0)
}

// ask says what went wrong, and how far the request had come.
func ask(client *http.Client, address string) string {
	reached := "nothing"
	var mutex sync.Mutex
	mark := func(step string) {
		mutex.Lock()
		reached = step
		mutex.Unlock()
	}
	request, _ := http.NewRequest("GET", address, nil)
	request = request.WithContext(httptrace.WithClientTrace(request.Context(), &httptrace.ClientTrace{
		ConnectStart:         func(_, to string) { mark("asked for a connection to " + to) },
		ConnectDone:          func(_, to string, err error) { mark(fmt.Sprint("connected to ", to, " ", err)) },
		WroteRequest:         func(httptrace.WroteRequestInfo) { mark("request sent") },
		GotFirstResponseByte: func() { mark("answer begun") },
	}))
	response, err := client.Do(request)
	if err == nil {
		defer response.Body.Close()
		if _, err = io.Copy(io.Discard, response.Body); err == nil && response.StatusCode == 200 {
			return ""
		}
	}
	mutex.Lock()
	defer mutex.Unlock()
	if err != nil {
		return err.Error() + " (" + reached + ")"
	}
	return response.Status
}
