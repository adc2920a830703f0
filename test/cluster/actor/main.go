// Plays any container of a Pod, and tells when things happened to it.
//
// Every actor sends its events as lines of JSON over one TCP connection to the sink, a Pod that outlives the others:
// so its last words arrive also when its Pod is gone, and the kernel closes the connection of a killed process, which
// tells the sink when that was.
package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

func main() {
	// The image has it under this name too, since hooks that sleep are what templates are full of.
	if filepath.Base(os.Args[0]) == "sleep" {
		hook([]string{"-seconds", os.Args[1]})
	}
	if len(os.Args) < 2 {
		fail("usage: actor sink|run|hook|check|wait|load|post [flags]")
	}
	command, args := os.Args[1], os.Args[2:]
	switch command {
	case "sink":
		sink(args)
	case "run":
		run(args)
	case "hook":
		hook(args)
	case "check":
		os.Exit(check(args[0]))
	case "wait":
		// A classic sidecar's postStart hook: returns when the container is healthy.
		events := connect("hook")
		events.send("hook-start", nil)
		for check(args[0]) != 0 {
			time.Sleep(50 * time.Millisecond)
		}
		events.send("hook-end", nil)
	case "load":
		load(args)
	case "post":
		response, err := http.Post(args[0], "text/plain", nil)
		if err != nil {
			fail(err.Error())
		}
		response.Body.Close()
	default:
		fail("unknown command " + command)
	}
}

// hook is a preStop or postStart command that takes its time.
func hook(args []string) {
	flags := flag.NewFlagSet("hook", flag.ExitOnError)
	seconds := flags.Float64("seconds", 0, "how long it takes")
	code := flags.Int("code", 0, "exit code")
	touch := flags.String("touch", "", "file that it makes at its end")
	flags.Parse(args)
	events := connect("hook")
	events.send("hook-start", nil)
	time.Sleep(time.Duration(*seconds * float64(time.Second)))
	if *touch != "" {
		os.WriteFile(*touch, nil, 0o644)
	}
	events.send("hook-end", nil)
	os.Exit(*code)
}

// check asks for an address on loopback, as an exec probe does.
func check(address string) int {
	client := http.Client{Timeout: time.Second}
	response, err := client.Get(address)
	if err != nil {
		return 1
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	if response.StatusCode >= 400 {
		return 1
	}
	return 0
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}
