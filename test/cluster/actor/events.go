package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Event is something that happened to a container.
type Event struct {
	Pod     string         `json:"pod"`
	As      string         `json:"as"`
	Process string         `json:"process"`
	Event   string         `json:"event"`
	At      int64          `json:"at"`
	Data    map[string]any `json:"data,omitempty"`
}

// Events sends what happens to one process.
type Events struct {
	mutex   sync.Mutex
	as      string
	process string
	pod     string
	to      net.Conn
}

// connect waits for the sink: a Pod's network may need a moment.
func connect(process string) *Events {
	pod, _ := os.Hostname()
	events := &Events{as: os.Getenv("AS"), process: process, pod: pod}
	address := os.Getenv("EVENTS")
	if address == "" {
		return events
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			events.to = conn
			return events
		}
		if time.Now().After(deadline) {
			fmt.Fprintln(os.Stderr, "no sink:", err)
			return events
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (e *Events) send(event string, data map[string]any) {
	e.sendAt(event, time.Now(), data)
}

func (e *Events) sendAt(event string, at time.Time, data map[string]any) {
	line, _ := json.Marshal(Event{e.pod, e.as, e.process, event, at.UnixMilli(), data})
	line = append(line, '\n')
	e.mutex.Lock()
	defer e.mutex.Unlock()
	os.Stdout.Write(line)
	if e.to != nil {
		e.to.SetWriteDeadline(time.Now().Add(2 * time.Second))
		e.to.Write(line)
	}
}

// born tells when this process was created, in jiffies of a hundredth of a second: the kubelet makes containers one
// after another, so that this order holds also on a machine too busy to let each run its first instruction at once.
func born() int64 {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	text := string(stat)
	fields := strings.Fields(text[strings.LastIndex(text, ")")+1:])
	if len(fields) < 20 {
		return 0
	}
	jiffies, _ := strconv.ParseInt(fields[19], 10, 64)
	return jiffies
}
