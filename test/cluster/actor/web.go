package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

var server *http.Server

// serve is the container's HTTP server: its health, its readiness, a way to make it quit, and something to ask for.
func serve(role Role, events *Events, healthy, ready *atomic.Bool, quit chan int) {
	answer := func(w http.ResponseWriter, yes bool) {
		if !yes {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		io.WriteString(w, os.Getenv("AS")+"\n")
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { answer(w, healthy.Load()) })
	mux.HandleFunc("/ready", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" {
			ready.Store(r.URL.Query().Get("to") != "false")
			events.send("ready", map[string]any{"to": ready.Load()})
		}
		answer(w, r.Method == "POST" || ready.Load())
	})
	mux.HandleFunc("/quit", func(w http.ResponseWriter, r *http.Request) {
		answer(w, r.Method == "POST")
		if r.Method == "POST" {
			events.send("quit", nil)
			time.AfterFunc(50*time.Millisecond, func() { quit <- 0 })
		}
	})
	mux.HandleFunc("/reload", func(w http.ResponseWriter, r *http.Request) {
		text, _ := os.ReadFile(role.watch)
		events.send("reload", map[string]any{"method": r.Method, "text": string(text)})
		answer(w, true)
	})
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		if wait, err := time.ParseDuration(r.URL.Query().Get("for")); err == nil {
			time.Sleep(wait)
		}
		answer(w, true)
	})
	// The page of nginx of that name.
	mux.HandleFunc("/stub_status", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "Active connections: 1 \nserver accepts handled requests\n 7 7 7 \nReading: 0 Writing: 1 Waiting: 0 \n")
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) { files(w, r) })
	mux.HandleFunc("/api", api)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { answer(w, true) })
	listener, err := net.Listen("tcp", role.listen)
	if err != nil {
		fail(err.Error())
	}
	server = &http.Server{Handler: mux}
	go server.Serve(listener)
}

// files lets a test look at, and write to, a path inside the container.
func files(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Query().Get("path")
	if r.Method == "POST" {
		content := []byte("written\n")
		if bytes, err := strconv.Atoi(r.URL.Query().Get("bytes")); err == nil {
			content = make([]byte, bytes)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			http.Error(w, err.Error(), 500)
		}
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		http.Error(w, err.Error(), 500)
		return
	}
	w.Write(text)
}

// api asks the Kubernetes API with the token that client libraries look for.
func api(w http.ResponseWriter, r *http.Request) {
	const folder = "/var/run/secrets/kubernetes.io/serviceaccount/"
	token, err := os.ReadFile(folder + "token")
	if err != nil {
		http.Error(w, err.Error(), 500)
		return
	}
	authority, _ := os.ReadFile(folder + "ca.crt")
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	request, _ := http.NewRequest("GET", "https://"+net.JoinHostPort(os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT"))+r.URL.Query().Get("path"), nil)
	request.Header.Set("Authorization", "Bearer "+string(token))
	response, err := client.Do(request)
	if err != nil {
		http.Error(w, err.Error(), 502)
		return
	}
	defer response.Body.Close()
	w.WriteHeader(response.StatusCode)
	io.Copy(w, response.Body)
}

// stopServing refuses new connections and finishes the requests that it has.
func stopServing() {
	if server != nil {
		server.Shutdown(context.Background())
	}
}

func post(address string) error {
	response, err := http.Post(address, "text/plain", strings.NewReader(""))
	if err == nil {
		response.Body.Close()
	}
	return err
}

// startProxy forwards TCP connections, "LISTEN=UPSTREAM".
func startProxy(spec string, events *Events) {
	from, to, _ := strings.Cut(spec, "=")
	listener, err := net.Listen("tcp", from)
	if err != nil {
		fail(err.Error())
	}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer client.Close()
				upstream, err := net.DialTimeout("tcp", to, time.Second)
				if err != nil {
					events.send("no-upstream", map[string]any{"error": err.Error()})
					return
				}
				defer upstream.Close()
				go func() { io.Copy(upstream, client); upstream.(*net.TCPConn).CloseWrite() }()
				io.Copy(client, upstream)
			}()
		}
	}()
}
