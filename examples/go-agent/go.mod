module example.com/go-agent

go 1.19
