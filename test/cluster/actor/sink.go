package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// sink keeps the events of all Pods (TCP), and the lines that log shippers forward (POST /lines), for whoever asks.
func sink(args []string) {
	flags := flag.NewFlagSet("sink", flag.ExitOnError)
	eventPort := flags.String("events", ":9000", "where events arrive")
	httpPort := flags.String("listen", ":9001", "where lines arrive and all is read")
	flags.Parse(args)

	var mutex sync.Mutex
	var events []Event
	lines := map[string]int{}
	add := func(event Event) {
		mutex.Lock()
		events = append(events, event)
		mutex.Unlock()
	}
	listener, err := net.Listen("tcp", *eventPort)
	if err != nil {
		fail(err.Error())
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err == nil {
				go receive(conn, add)
			}
		}
	}()
	http.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		found := []Event{}
		for _, event := range events {
			if strings.HasPrefix(event.Pod, r.URL.Query().Get("pod")) {
				found = append(found, event)
			}
		}
		json.NewEncoder(w).Encode(found)
	})
	http.HandleFunc("/lines", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				http.Error(w, err.Error(), 400)
				return
			}
			mutex.Lock()
			defer mutex.Unlock()
			for _, line := range strings.Split(strings.TrimSuffix(string(body), "\n"), "\n") {
				lines[line]++
			}
			return
		}
		mutex.Lock()
		defer mutex.Unlock()
		json.NewEncoder(w).Encode(lines)
	})
	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok\n") })
	fail(http.ListenAndServe(*httpPort, nil).Error())
}

func receive(conn net.Conn, add func(Event)) {
	defer conn.Close()
	var last Event
	scanner := bufio.NewScanner(conn)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var event Event
		if json.Unmarshal(scanner.Bytes(), &event) == nil {
			last = event
			add(event)
		}
	}
	if last.Pod != "" {
		add(Event{last.Pod, last.As, last.Process, "gone", time.Now().UnixMilli(), nil})
	}
}
