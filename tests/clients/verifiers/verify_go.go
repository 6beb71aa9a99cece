// Shakes hands with a server on this machine under a name, trusting one CA: PORT NAME PEM.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

func main() {
	pem, err := os.ReadFile(os.Args[3])
	if err != nil {
		panic(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	config := &tls.Config{ServerName: os.Args[2], RootCAs: pool}
	connection, err := tls.Dial("tcp", "127.0.0.1:"+os.Args[1], config)
	if err != nil {
		fmt.Println("refused:", err)
		return
	}
	connection.Close()
	fmt.Println("accepted")
}
