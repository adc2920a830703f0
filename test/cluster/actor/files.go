package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// writeLines appends numbered lines until the process is dead, and tells now and then how far it is.
func writeLines(role Role, events *Events) {
	host, _ := os.Hostname()
	file, err := os.OpenFile(role.write, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		events.send("error", map[string]any{"error": err.Error()})
		return
	}
	events.send("writing", nil)
	for n := 0; ; n++ {
		if _, err := fmt.Fprintf(file, "%s %d\n", host, n); err != nil {
			events.send("error", map[string]any{"error": err.Error()})
			return
		}
		// Told after it was written: what the sink knows of was in the file for certain.
		events.send("line", map[string]any{"n": n})
		time.Sleep(role.every)
	}
}

// tailer forwards the lines of every file in a directory.
type tailer struct {
	role   Role
	events *Events
	mutex  sync.Mutex
	at     map[string]int64
	sent   int
}

func (t *tailer) follow() {
	for {
		t.pass()
		time.Sleep(100 * time.Millisecond)
	}
}

// finish reads what was written since, so that nothing of a dead writer is left behind.
func (t *tailer) finish() {
	if t.role.tail == "" {
		return
	}
	t.pass()
	t.events.send("forwarded", map[string]any{"lines": t.sent})
}

func (t *tailer) pass() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.at == nil {
		t.at = map[string]int64{}
	}
	found, _ := filepath.Glob(t.role.tail + "/*")
	for _, path := range found {
		file, err := os.Open(path)
		if err != nil {
			continue
		}
		file.Seek(t.at[path], 0)
		var buffer bytes.Buffer
		buffer.ReadFrom(file)
		file.Close()
		whole := buffer.Bytes()[:bytes.LastIndexByte(buffer.Bytes(), '\n')+1]
		if len(whole) == 0 {
			continue
		}
		response, err := http.Post(t.role.forward, "text/plain", bytes.NewReader(whole))
		if err != nil {
			continue
		}
		response.Body.Close()
		if response.StatusCode >= 300 {
			continue
		}
		t.at[path] += int64(len(whole))
		t.sent += bytes.Count(whole, []byte("\n"))
	}
}

// watchFile tells each new content of a file.
func watchFile(path string, events *Events) {
	last := "\x00"
	for ; ; time.Sleep(50 * time.Millisecond) {
		text, err := os.ReadFile(path)
		if err != nil || string(text) == last {
			continue
		}
		last = string(text)
		events.send("content", map[string]any{"text": last})
	}
}
