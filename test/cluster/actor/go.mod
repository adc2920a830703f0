module actor

go 1.21
