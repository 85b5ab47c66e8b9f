// A small agent of the standard library alone: GET /health and POST /chat {"message": "…"}.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"strings"
)

func main() {
	http.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	http.HandleFunc("/chat", func(w http.ResponseWriter, r *http.Request) {
		var question struct{ Message string }
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&question)
		if r.Method != http.MethodPost || err != nil {
			answer(w, http.StatusBadRequest, map[string]string{"error": `POST {"message": "…"}`})
			return
		}
		words := strings.Fields(question.Message)
		for i, j := 0, len(words)-1; i < j; i, j = i+1, j-1 {
			words[i], words[j] = words[j], words[i]
		}
		answer(w, http.StatusOK, map[string]string{"reply": strings.Join(words, " ")})
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}

func answer(w http.ResponseWriter, status int, body map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
