package main

import (
	"flag"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// Role is what one container does.
type Role struct {
	startDelay float64
	listen     string
	healthFile string
	drain      float64
	ignoreTerm bool
	exitAfter  float64
	code       int
	termCode   int
	crashRuns  int
	crashCode  int
	state      string
	write      string
	every      time.Duration
	tail       string
	forward    string
	watch      string
	pidFile    string
	marker     string
	markAtEnd  string
	postAtEnd  string
	termAtEnd  string
	needs      string
	proxy      string
	stops      bool
}

// run plays a container: it comes up after a while, does its work, and leaves as it was told.
func run(args []string) {
	// Before all else: nothing that arrives may be missed.
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP)
	began := time.Now()
	role := parse(args)
	events := connect("main")
	events.sendAt("start", began, map[string]any{"born": born(), "uid": os.Getuid(), "gid": os.Getgid(), "groups": groups(), "args": args})

	var healthy, ready atomic.Bool
	ready.Store(true)
	quit := make(chan int, 4)
	if role.needs != "" {
		events.send("needed", map[string]any{"ok": check(role.needs) == 0})
	}
	if role.crashRuns > 0 && countRuns(role.state) <= role.crashRuns {
		events.send("exit", map[string]any{"code": role.crashCode})
		os.Exit(role.crashCode)
	}
	if role.pidFile != "" {
		os.WriteFile(role.pidFile, []byte(strconv.Itoa(os.Getpid())), 0o644)
	}
	tailer := &tailer{role: role, events: events}
	go func() {
		time.Sleep(seconds(role.startDelay))
		if role.listen != "" {
			serve(role, events, &healthy, &ready, quit)
		}
		if role.proxy != "" {
			startProxy(role.proxy, events)
		}
		if role.healthFile != "" {
			os.WriteFile(role.healthFile, nil, 0o644)
		}
		healthy.Store(true)
		events.send("healthy", nil)
	}()
	if role.write != "" {
		go writeLines(role, events)
	}
	if role.tail != "" {
		go tailer.follow()
	}
	if role.watch != "" {
		go watchFile(role.watch, events)
	}
	if role.marker != "" {
		go func() {
			for !exists(role.marker) {
				time.Sleep(50 * time.Millisecond)
			}
			quit <- 0
		}()
	}
	if role.exitAfter >= 0 {
		time.AfterFunc(seconds(role.exitAfter), func() { quit <- role.code })
	}
	code := role.termCode
	for done := false; !done; {
		select {
		case code = <-quit:
			done = true
		case received := <-signals:
			if received == syscall.SIGHUP {
				text, _ := os.ReadFile(role.watch)
				events.send("hup", map[string]any{"text": string(text)})
				continue
			}
			events.send("term", nil)
			if role.ignoreTerm {
				continue
			}
			if role.stops {
				stopServing()
			}
			time.Sleep(seconds(role.drain))
			done = true
		}
	}
	tailer.finish()
	if role.markAtEnd != "" {
		os.WriteFile(role.markAtEnd, nil, 0o644)
	}
	if role.postAtEnd != "" {
		events.send("posted", map[string]any{"ok": post(role.postAtEnd) == nil})
	}
	if role.termAtEnd != "" {
		events.send("signalled", map[string]any{"processes": terminate(role.termAtEnd)})
	}
	events.send("exit", map[string]any{"code": code})
	os.Exit(code)
}

// terminate sends TERM to the actor of another container, which a shared process namespace lets this one see.
func terminate(as string) int {
	found := 0
	directories, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range directories {
		environ, err := os.ReadFile(file)
		if err != nil || !strings.Contains("\x00"+string(environ), "\x00AS="+as+"\x00") {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if syscall.Kill(pid, syscall.SIGTERM) == nil {
			found++
		}
	}
	return found
}

func parse(args []string) Role {
	role := Role{}
	flags := flag.NewFlagSet("run", flag.ExitOnError)
	flags.Float64Var(&role.startDelay, "start-delay", 0, "seconds until it listens and is healthy")
	flags.StringVar(&role.listen, "listen", "", "address of its HTTP server")
	flags.StringVar(&role.healthFile, "health-file", "", "file that it makes when it is healthy")
	flags.Float64Var(&role.drain, "drain", 0, "seconds from TERM to exit")
	flags.BoolVar(&role.ignoreTerm, "ignore-term", false, "do nothing on TERM")
	flags.Float64Var(&role.exitAfter, "exit-after", -1, "seconds after which it ends by itself")
	flags.IntVar(&role.code, "code", 0, "exit code of that end")
	flags.IntVar(&role.termCode, "term-code", 0, "exit code after TERM")
	flags.IntVar(&role.crashRuns, "crash-runs", 0, "its first runs end at once")
	flags.IntVar(&role.crashCode, "crash-code", 1, "exit code of these")
	flags.StringVar(&role.state, "state", "/state", "directory where runs are counted")
	flags.StringVar(&role.write, "write", "", "file to which it appends numbered lines until it is dead")
	flags.DurationVar(&role.every, "every", 10*time.Millisecond, "time between two lines")
	flags.StringVar(&role.tail, "tail", "", "directory whose files it forwards line by line")
	flags.StringVar(&role.forward, "forward", "", "address that takes the lines")
	flags.StringVar(&role.watch, "watch", "", "file of which each new content is told")
	flags.StringVar(&role.pidFile, "pid-file", "", "file with its process id")
	flags.StringVar(&role.marker, "marker", "", "it ends when this file is there")
	flags.StringVar(&role.markAtEnd, "mark-at-end", "", "file that it makes at its end")
	flags.StringVar(&role.postAtEnd, "post-at-end", "", "address to which it posts at its end")
	flags.StringVar(&role.termAtEnd, "term-at-end", "", "container whose process it sends TERM at its end")
	flags.StringVar(&role.needs, "needs", "", "address that must answer in its first moment")
	flags.StringVar(&role.proxy, "proxy", "", "LISTEN=UPSTREAM: forwards TCP connections")
	flags.BoolVar(&role.stops, "stops", false, "on TERM it stops to listen at once, and ends what it has begun")
	flags.Parse(args)
	return role
}

func countRuns(directory string) int {
	file := directory + "/runs"
	text, _ := os.ReadFile(file)
	runs, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	runs++
	if err := os.WriteFile(file, []byte(strconv.Itoa(runs)), 0o644); err != nil {
		fail(err.Error())
	}
	return runs
}

func groups() []int {
	found, _ := os.Getgroups()
	return found
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func seconds(amount float64) time.Duration {
	return time.Duration(amount * float64(time.Second))
}
