package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"io"
	"net"
	"net/http"
	"regexp"
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
	// What an OpenTelemetry exporter sends.
	http.HandleFunc("/v1/logs", func(w http.ResponseWriter, r *http.Request) {
		var body io.Reader = r.Body
		if r.Header.Get("Content-Encoding") == "gzip" {
			unpacked, err := gzip.NewReader(r.Body)
			if err != nil {
				http.Error(w, err.Error(), 400)
				return
			}
			body = unpacked
		}
		content, err := io.ReadAll(body)
		if err != nil {
			http.Error(w, err.Error(), 400)
			return
		}
		mutex.Lock()
		defer mutex.Unlock()
		for _, line := range bodies(content) {
			lines[line]++
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	})
	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok\n") })
	fail(http.ListenAndServe(*httpPort, nil).Error())
}

// bodies finds the lines in a message of OTLP, without its schema: a text is field 1 of a value, and both begin with their
// lengths, which are below 128 for what an actor writes. The value is the body itself, or a part of it.
func bodies(message []byte) (found []string) {
	for i := 0; i+4 <= len(message); i++ {
		length := int(message[i+3])
		if message[i+2] != 0x0a || int(message[i+1]) != length+2 || i+4+length > len(message) {
			continue
		}
		if line := string(message[i+4 : i+4+length]); written.MatchString(line) {
			found = append(found, line)
			i += 3 + length
		}
	}
	return found
}

var written = regexp.MustCompile(`^[a-z0-9-]+ \d+$`)

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
